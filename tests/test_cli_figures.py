"""Figures at the command line: compared, told apart, opened to their records, and of then."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any  # Any: whatever JSON holds

import pytest

from tests.cli import Said, Shell
from tests.metrics.filed import filed
from tests.metrics.worked_example import worked_example
from tui_crm.metrics import KPIS

MARCH = ("--period", "2026-03", "--as-of", "2026-04-01")


@pytest.fixture
def shell(example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(Path(shutil.copy(example, tmp_path)), capsys)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filed(worked_example(), tmp_path_factory.mktemp("made") / "example.db")


@pytest.fixture
def new_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "business.db", capsys)


def table(said: Said) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said.out)))


def test_every_kpi_is_in_the_json_of_its_function(shell: Shell) -> None:
    told = shell.ok("metrics", *MARCH, "--json").json
    assert told["period"] == {"label": "March 2026", "start": "2026-03-01", "end": "2026-04-01"}
    assert (told["as_of"], told["known_on"], told["currency"]) == ("2026-04-01", None, "EUR")
    for function in ("sales", "marketing"):
        names = [kpi.name for kpi in KPIS.values() if kpi.function == function]
        assert list(told[function]) == names
    fields = {"value", "unit", "previous", "target", "reason", "formula", "inputs"}
    more = {"last_year", "note", "until"}
    for figure in [*told["sales"].values(), *told["marketing"].values()]:
        assert set(figure) == fields | more


def test_units_have_their_kind_of_number(shell: Shell) -> None:
    told = shell.ok("metrics", *MARCH, "--json").json
    sales, marketing = told["sales"], told["marketing"]
    assert sales["revenue"]["value"] == "4899.80"
    assert sales["customer_acquisition_cost"]["value"] == "500.00"
    assert sales["customer_acquisition_cost"]["inputs"] == {
        "sales cost": "700.00", "marketing cost": "800.00", "new customers": 3,
    }  # fmt: skip
    assert sales["deals_won"]["value"] == 3
    assert isinstance(sales["win_rate"]["value"], float)
    assert isinstance(sales["sales_cycle_length"]["value"], float)
    assert isinstance(sales["ltv_to_cac"]["value"], float)
    assert isinstance(marketing["lead_response_minutes"]["value"], float)
    undefined = marketing["website_users"]
    assert undefined["value"] is None
    assert undefined["reason"]


def test_a_running_period_says_until_when_it_counts(shell: Shell) -> None:
    told = shell.ok("metrics", "revenue", "--period", "2026-03", "--as-of", "2026-03-15", "--json")
    figure = told.json["sales"]["revenue"]
    assert (figure["until"], figure["note"]) == ("2026-03-15", "still running")
    assert told.json["marketing"] == {}


def test_a_period_that_is_not_named_is_the_month_of_the_last_day_that_counts(shell: Shell) -> None:
    for as_of, label in (("2026-03-01", "February 2026"), ("2026-03-02", "March 2026")):
        told = shell.ok("metrics", "revenue", "--as-of", as_of, "--json").json
        assert told["period"]["label"] == label
    assert shell.ok("metrics", "revenue", "--json").json["period"]["label"] == "April 2026"


def test_headlines_come_before_the_companions(shell: Shell) -> None:
    lines = shell.ok("metrics", *MARCH).out.splitlines()
    assert lines[0] == "March 2026, before 2026-04-01, EUR"
    heads = [line for line in lines if "last year" in line]
    assert [line.split("  ")[0] for line in heads] == [
        "Sales", "More on sales", "Marketing", "More on marketing",
    ]  # fmt: skip
    assert lines.index(heads[0]) < lines.index(heads[1])
    first = next(line for line in lines if line.startswith("Revenue"))
    assert first.split() == ["Revenue", "4,899.80", "1,350.00", "0.00", "—"]


def test_the_owner_chooses_which_figure_sales_begins_with(shell: Shell) -> None:
    shell.ok("settings", "revenue_card=won_value")
    lines = shell.ok("metrics", *MARCH).out.splitlines()
    place = next(at for at, line in enumerate(lines) if line.startswith("Sales "))
    assert lines[place + 1].startswith("Won value")
    more = next(at for at, line in enumerate(lines) if line.startswith("More on sales"))
    assert lines[more + 1].startswith("Revenue ")


def test_csv_has_a_line_for_each_kpi(shell: Shell) -> None:
    rows = table(shell.ok("metrics", *MARCH, "--csv"))
    assert [row["kpi"] for row in rows] == list(KPIS)
    assert rows[0] == {
        "function": "sales", "kpi": "revenue", "value": "4899.80", "unit": "money",
        "previous": "1350.00", "last_year": "0.00", "target": "", "reason": "", "note": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["metrics", "--json", "--csv"], "Choose --json or --csv, not both."),
        (["metrics", "--rows"], "Name a KPI before --rows"),
        (["metrics", "leads", "--rows", "--by", "channel"], "Choose --rows or --by"),
        (["metrics", "profit"], '"profit" is not a KPI. They are: revenue, '),
        (["metrics", "sales_pipeline", "--by", "channel"], "cannot be told apart by channel"),
        (["metrics", "--known-on", "soon"], '--known-on "soon" is not a date: write 2026-03-12.'),
        (["metrics", "--as-of", "0001-01-01"], "outside the years 1900 to 2200"),
        (["metrics", "--since", "2201-01-01"], "--since 2201-01-01 is outside the years 1900 to"),
        (["metrics", "--period", "2026-13"], "--period: "),
        (["metrics", "--by", "month"], "channel"),
        (["report", "--format", "pdf"], "md"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_a_sentence(
    shell: Shell, words: list[str], sentence: str
) -> None:
    said = shell(*words)
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err


@pytest.mark.parametrize("name", KPIS)
def test_the_records_of_each_term_add_up_to_its_total(shell: Shell, name: str) -> None:
    told = shell.ok("metrics", name, *MARCH, "--rows", "--json").json
    sums: dict[object, Fraction] = defaultdict(Fraction)
    for side in ("numerator", "denominator", "beside"):
        for record in told[side]:
            sums[side, record["term"], record["of"]] += Fraction(Decimal(str(record["counts"])))
    assert told["terms"]
    for term in told["terms"]:
        if term["how"] == "sum" and term["has_records"]:
            total = Fraction(Decimal(str(term["total"])))
            assert sums.pop((term["side"], term["name"], term["of"]), Fraction(0)) == total
        else:
            sums.pop((term["side"], term["name"], term["of"]), None)
    assert not sums


@pytest.mark.parametrize(
    "name",
    ["revenue", "customer_acquisition_cost", "win_rate", "return_on_investment", "gross_margin",
     "cost_per_lead", "conversion_rate", "customer_retention_rate", "sales_cycle_length"],
)  # fmt: skip
def test_a_figure_is_its_numerator_by_its_denominator(shell: Shell, name: str) -> None:
    told = shell.ok("metrics", name, *MARCH, "--rows", "--json").json

    def total(side: str) -> Fraction:
        return sum((Fraction(Decimal(str(one["counts"]))) for one in told[side]), Fraction(0))

    figure = total("numerator") / (total("denominator") if told["denominator"] else 1)
    assert float(figure) == pytest.approx(float(told["value"]), rel=1e-12)


def test_records_have_the_fields_that_list_gives_them(shell: Shell) -> None:
    told = shell.ok("metrics", "won_value", *MARCH, "--rows", "--json").json
    listed = {deal["id"]: deal for deal in shell.ok("list", "deal", "--json").json}
    more = ("entity", "term", "of", "counts")
    assert [record["id"] for record in told["numerator"]] == [13, 14, 15]
    for record in told["numerator"]:
        assert [record.pop(name) for name in more[:3]] == ["deal", "value of deals won", None]
        record.pop("counts")
        assert record == listed[record["id"]]


def test_a_term_of_both_sides_is_signed_in_the_numerator_alone(shell: Shell) -> None:
    told = shell.ok("metrics", "return_on_investment", *MARCH, "--rows", "--json").json
    spent = {side: [one["counts"] for one in told[side] if one["term"] == "marketing cost"]
             for side in ("numerator", "denominator")}  # fmt: skip
    assert [f"-{counts}" for counts in spent["denominator"]] == spent["numerator"]
    assert told["denominator"] and not told["beside"]


def test_what_is_left_out_is_listed_with_its_reason(shell: Shell) -> None:
    told = shell.ok("metrics", "leads", *MARCH, "--rows", "--json").json
    assert told["value"] == 10
    assert {left["record"]["id"]: left["reason"] for left in told["left_out"]} == {
        26: "duplicate or invalid", 27: "duplicate or invalid",
    }  # fmt: skip
    assert {left["record"]["entity"] for left in told["left_out"]} == {"lead"}


def test_weighted_records_have_all_their_decimals(shell: Shell) -> None:
    shell.ok("set", "deal", "18", "amount=100.03", "probability=33.33")
    told = shell.ok("metrics", "weighted_pipeline", "--rows", "--json").json
    counts = {record["id"]: record["counts"] for record in told["numerator"]}
    assert counts[18] == "33.339999"


def test_rows_are_printed_as_tables_with_their_totals(shell: Shell) -> None:
    lines = shell.ok("metrics", "customer_acquisition_cost", *MARCH, "--rows").out.splitlines()
    assert "Acquisition cost: (700.00 + 800.00) / 3 = 500.00" in lines
    assert "Numerator: sales cost, total 700.00" in lines
    assert "Denominator: new customers, total 3" in lines
    start = lines.index("Denominator: new customers, total 3")
    assert lines[start + 1].split()[-1] == "counts"
    assert [line.split()[1] for line in lines[start + 2 : start + 5]] == ["A09", "A10", "A11"]


def test_rows_as_csv_are_one_flat_table(shell: Shell) -> None:
    rows = table(shell.ok("metrics", "cost_per_lead", *MARCH, "--rows", "--csv"))
    assert {row["side"] for row in rows} == {"numerator", "denominator", "left_out"}
    assert sum(Decimal(row["counts"]) for row in rows if row["side"] == "numerator") == 800
    assert {row["entity"] for row in rows} == {"cost", "lead"}
    assert all(row["reason"] for row in rows if row["side"] == "left_out")


def test_a_name_is_no_formula_in_the_csv_of_rows(new_shell: Shell) -> None:
    new_shell.ok("add", "deal", "--create", "name==1+1", "account=A", "amount=5")
    rows = table(new_shell.ok("metrics", "sales_pipeline", "--rows", "--csv"))
    assert {row["name"] for row in rows} == {"'=1+1"}


def test_a_figure_that_is_undefined_has_its_records_all_the_same(shell: Shell) -> None:
    told = shell.ok("metrics", "return_on_ad_spend", "--period", "2025-12", "--rows", "--json").json
    assert told["value"] is None
    assert told["reason"]
    assert told["denominator"] == []


def test_a_period_that_has_not_begun_has_no_records(shell: Shell) -> None:
    told = shell.ok("metrics", "revenue", "--period", "2027-01", "--rows", "--json").json
    assert told["terms"] == told["numerator"] == []
    assert told["reason"] == "the period has not begun"


def test_figures_are_told_apart_by_channel_and_by_campaign(shell: Shell) -> None:
    for by, rest in (("channel", "unknown"), ("campaign", "no campaign")):
        told = shell.ok("metrics", *MARCH, "--by", by, "--json").json
        groups: dict[str, Any] = told[by]
        assert told["by"] == by
        assert list(groups)[-1] == rest
        assert sum(group["leads"]["value"] for group in groups.values()) == 10
        spent = sum(
            Decimal(group["cost_per_lead"]["inputs"]["marketing cost"]) for group in groups.values()
        )
        assert spent == 800


def test_one_kpi_is_told_apart_alone(shell: Shell) -> None:
    rows = table(shell.ok("metrics", "leads", *MARCH, "--by", "campaign", "--csv"))
    assert {row["kpi"] for row in rows} == {"leads"}
    assert sum(int(row["value"]) for row in rows) == 10
    lines = shell.ok("metrics", "leads", *MARCH, "--by", "campaign").out.splitlines()
    assert lines[2].startswith("By campaign") and lines[2].endswith("all")
    assert lines[3].split()[0] == "Leads" and lines[3].split()[-1] == "10"


def test_a_campaign_called_like_none_is_kept_apart_from_none(new_shell: Shell) -> None:
    new_shell.ok("add", "campaign", "name=no campaign")
    new_shell.ok("add", "spend", "campaign=id:1", "amount=10", "on=2026-03-02")
    told = new_shell.ok("metrics", "cost_per_lead", "--period", "2026-03", "--by", "campaign",
                        "--json").json  # fmt: skip
    spent = {name: figures["cost_per_lead"]["inputs"]["marketing cost"]
             for name, figures in told["campaign"].items()}  # fmt: skip
    assert spent == {"no campaign id:1": "10.00", "no campaign": "0.00"}


@pytest.fixture
def late(new_shell: Shell) -> Shell:
    """A business whose second sale of March was entered in May, and whose currency changed."""
    new_shell.ok("--today", "2026-03-10", "do", "record-sale", "--create", "account=A",
                 "amount=100", "on=2026-03-10")  # fmt: skip
    new_shell.ok("--today", "2026-05-02", "do", "record-sale", "--create", "account=B",
                 "amount=40", "on=2026-03-20")  # fmt: skip
    new_shell.ok("--today", "2026-05-03", "set", "revenue", "1", "amount=101")
    return new_shell


def test_known_on_and_as_of_are_two_kinds_of_past(late: Shell) -> None:
    def revenue(*words: str) -> str:
        told = late.ok("metrics", "revenue", "--period", "2026-03", "--json", *words).json
        value = told["sales"]["revenue"]["value"]
        assert isinstance(value, str)
        return value

    assert revenue() == "141.00"
    assert revenue("--known-on", "2026-03-31") == "100.00"
    assert revenue("--known-on", "2026-05-02") == "140.00"
    assert revenue("--as-of", "2026-03-15") == "101.00"
    assert revenue("--as-of", "2026-03-15", "--known-on", "2026-05-02") == "100.00"
    assert revenue("--known-on", "2026-03-09") == "0.00"


def test_what_was_known_on_a_day_is_told_as_of_that_day_unless_another_is_given(
    late: Shell,
) -> None:
    def as_of(*words: str) -> str:
        return str(late.ok("metrics", "revenue", "--json", *words).json["as_of"])

    assert as_of("--known-on", "2026-03-20") == "2026-03-21"
    assert as_of("--known-on", "2026-03-20", "--as-of", "2026-04-01") == "2026-04-01"
    assert as_of("--known-on", "2199-01-01") == as_of()
    assert late.ok("metrics", "--known-on", "2026-03-20").out.startswith("March 2026, ")


def test_the_records_of_then_are_shown_as_they_were(late: Shell) -> None:
    words = ("metrics", "revenue", "--period", "2026-03", "--rows")
    now, then = (
        late.ok(*words, "--json", *more).json for more in ((), ("--known-on", "2026-03-31"))
    )
    assert [(one["id"], one["amount"]) for one in now["numerator"]] == [
        (1, "101.00"), (2, "40.00"),
    ]  # fmt: skip
    assert [(one["id"], one["amount"]) for one in then["numerator"]] == [(1, "100.00")]
    assert then["known_on"] == "2026-03-31"
    assert "known on 2026-03-31" in late.ok(*words, "--known-on", "2026-03-31").out


def test_settings_are_those_of_then_too(new_shell: Shell) -> None:
    new_shell.ok("--today", "2026-03-01", "settings", "fiscal_month=4")
    new_shell.ok("--today", "2026-05-01", "settings", "fiscal_month=1")
    for known_on, start in (("2026-03-31", "2025-04-01"), ("2026-05-01", "2026-01-01")):
        told = new_shell.ok("metrics", "--period", "2026", "--known-on", known_on, "--json").json
        assert told["period"]["start"] == start


def test_a_script_gets_figures_and_reports_as_data(shell: Shell, tmp_path: Path) -> None:
    script = tmp_path / "figures.txt"
    script.write_text(
        "metrics leads --period 2026-03 --as-of 2026-04-01 --rows\n"
        "report --period 2026-03 --as-of 2026-04-01\n"
    )
    rows, report = (json.loads(line)["data"] for line in
                    shell.ok("run", "--json", str(script)).out.splitlines())  # fmt: skip
    assert rows["value"] == len(rows["numerator"]) == 10
    assert report["document"].startswith("# Report for March 2026\n")


def test_what_was_entered_late_is_named_and_adds_up(new_shell: Shell) -> None:
    shell = new_shell
    asked = ("metrics", "--period", "2026-03", "--as-of", "2026-04-01", "--since", "2026-04-01")
    for day, amount in (("2026-04-01", "600"), ("2026-04-03", "60")):
        shell.ok("--today", day, "add", "spend", "on=2026-03-05", f"amount={amount}")
        deal = shell.ok(
            "--today", day, "add", "deal", f"name=Of {amount}", f"account=For {amount}",
            "amount=1000", "opened_on=2026-03-02", "--create",
        )  # fmt: skip
        shell.ok("--today", day, "do", "win-deal", deal.out.strip(), "on=2026-03-20")
    told = shell.ok("--today", "2026-04-09", *asked, "--json").json
    found = told["changes"]["customer_acquisition_cost"]
    assert (told["since"], found["before"], found["after"]) == ("2026-04-01", "600.00", "330.00")
    assert [(one["what"], one["entity"], one["ids"]) for one in found["causes"]] == [
        ("entered", "deal", [2]), ("entered", "cost", [2]),
    ]  # fmt: skip
    assert sum(Decimal(one["effect"]) for one in found["causes"]) == Decimal(found["difference"])
    said = shell.ok("--today", "2026-04-09", *asked, "customer_acquisition_cost").out
    assert "Acquisition cost 600.00 -> 330.00: 1 deal entered (-315.00), 1 cost entered" in said
    then = shell.ok("--today", "2026-04-09", *asked[:5], "--known-on", "2026-04-01", "--json").json
    assert then["sales"]["customer_acquisition_cost"]["value"] == "600.00"


@pytest.mark.parametrize("wrong", [("--since", "2026-13-01"), ("--since", "2030-01-01"),
                                   ("--since", "2026-01-01", "--rows")])  # fmt: skip
def test_a_wrong_since_is_a_sentence(shell: Shell, wrong: tuple[str, ...]) -> None:
    said = shell("metrics", "leads", *wrong)
    assert said.code == 2 and "--since" in said.err


def test_a_week_is_a_period(shell: Shell) -> None:
    period = shell.ok("metrics", "leads", "--period", "2026-W11", "--json").json["period"]
    assert (period["start"], period["end"]) == ("2026-03-09", "2026-03-16")
