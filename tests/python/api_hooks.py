"""What schemathesis cannot know of the API from its description: that a first day does not come after a last one.

OpenAPI has no words for a rule between two parameters. So where both are given, days that are made up are put in their order; beside a word
such as `today` the first day is left out. `.ci/serve` names this file in SCHEMATHESIS_HOOKS; tests/serve.rs asks for days in the wrong order.
"""

import re

import schemathesis

ISO = re.compile(r"\d{4}(-\d{2}){0,2}")


@schemathesis.hook
def before_call(context, case, kwargs):
    first, last = case.query.get("from"), case.query.get("to")
    if not (first and last and isinstance(first, str) and isinstance(last, str)):
        return
    if ISO.fullmatch(first) and ISO.fullmatch(last):
        case.query |= {"from": min(first, last), "to": max(first, last)}
    else:
        del case.query["from"]
