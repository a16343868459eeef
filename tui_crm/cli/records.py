"""Adding, changing, deleting and printing records."""

from __future__ import annotations

from argparse import Namespace

from tui_crm.actions import add, change, delete
from tui_crm.cli.desk import Answer, Desk, pairs, the_entity, the_number
from tui_crm.cli.tables import print_csv, print_json, print_table
from tui_crm.errors import WrongUsage
from tui_crm.store.query import Listing
from tui_crm.store.where import Reading

EXAMPLE = "name=Ann"


def add_record(desk: Desk, options: Namespace) -> Answer:
    """Add one record and print its id."""
    entity = the_entity(options.entity)
    values = pairs(options.values, EXAMPLE)
    done = add(desk.book(create=True), entity, values, create=options.create, plain=True)
    desk.say(done.title)
    if options.json:
        desk.write_json({"id": done.id, "made": done.made})
    else:
        desk.write(str(done.id))
    return Answer(done.id, done.made)


def set_record(desk: Desk, options: Namespace) -> Answer:
    """Change fields of a record; those not named stay as they are."""
    entity = the_entity(options.entity)
    number = the_number(options.id, entity.name)
    values = pairs(options.values, EXAMPLE)
    if not values:
        raise WrongUsage(f"What is to change of {entity.name} {number}? Give field=value.")
    done = change(desk.book(), entity, number, values, create=options.create, plain=True)
    desk.say(done.title)
    if options.json:
        desk.write_json({"id": done.id, "made": done.made})
    return Answer(done.id, done.made)


def delete_records(desk: Desk, options: Namespace) -> Answer:
    """Delete records in one step; undo brings them back."""
    entity = the_entity(options.entity)
    numbers = [the_number(word, entity.name) for word in options.ids]
    if len(set(numbers)) < len(numbers):
        raise WrongUsage(f"A {entity.name} is named twice.")
    done = delete(desk.book(), entity, numbers)
    desk.say(done.title)
    if options.json:
        desk.write_json({"deleted": numbers})
    return Answer()


def list_records(desk: Desk, options: Namespace) -> Answer:
    """Print the records that a filter finds, all of them."""
    if options.json and options.csv:
        raise WrongUsage("Choose --json or --csv, not both.")
    entity = the_entity(options.entity)
    fields = None if options.fields is None else options.fields.split(",")
    book = desk.book()
    reading = Reading(book.business, book.today(), plain=True)
    listing = Listing(entity, reading, options.where, order="id")
    with book.read() as connection:
        if options.json:
            print_json(desk, connection, listing, fields)
        elif options.csv:
            print_csv(desk, connection, listing, fields)
        else:
            print_table(desk, connection, listing, fields)
    return Answer()
