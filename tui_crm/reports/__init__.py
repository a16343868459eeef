"""A period's figures as a document to send to a partner or a bank."""
