"""What cells mean: dates and amounts, decided by whole columns, each read exactly."""
