"""The matrix of the page's handlers: what each may do for somebody who has the page open and names no project.

A handler that is not here fails `test_web_handlers.py`. Add its name (the function's, as the failing test tells it):
`PROJECT` for one that does nothing without a project of the asker's, `OPEN` for what the page offers without one.
"""

PROJECT = frozenset((
    "AskJudge.ask",
    "AskJudge.cost",
    "AskJudge.stop",
    "Batch.save",
    "Compare._look.<locals>.act",
    "Compare.add",
    "Compare.bind.<locals>.<lambda>",
    "Compare.drop",
    "Compare.search",
    "Compare.work",
    "Desk.keep",
    "Desk.look_again",
    "Desk.typed",
    "Drafts.choose",
    "Drafts.draft",
    "Drafts.rejoin",
    "Drafts.resume",
    "Drafts.stop",
    "EvidenceBoard.bind.<locals>.<lambda>",
    "EvidenceBoard.keep",
    "EvidenceBoard.look",
    "EvidenceBoard.put_back",
    "EvidenceBoard.take_out",
    "Interview.bind.<locals>.<lambda>",
    "Interview.carry_on",
    "Interview.edit",
    "Interview.pass_over",
    "Research.add_pasted",
    "Research.add_waiting",
    "Research.arrive",
    "Research.bind.<locals>.<lambda>",
    "Research.comments",
    "Research.fewer",
    "Research.leave_all",
    "Research.leave_out",
    "Research.pick",
    "Research.remove",
    "Research.review",
    "Research.undo",
    "Scores.ship_weights",
    "Scores.use_weights",
    "Scores.weigh",
    "TakeAway.adopt",
    "TakeAway.bind.<locals>.<lambda>",
    "TakeAway.choose",
    "TakeAway.take_back",
    "Themes.look",
    "Themes.rejoin",
    "Themes.renew",
    "Themes.stop",
    "Versions.compare",
    "Versions.restore",
    "Votes.acts.<locals>.<lambda>",
    "Votes.close",
    "Votes.open",
    "Votes.revote",
    "Votes.sent",
    "Votes.take",
    "Votes.undo",
))  # fmt: skip
"""Changes and shows nothing unless the page's own hidden field names a project that is here."""

OPEN = frozenset((
    "Home.begin", "Home.bring", "Home.copy", "Home.delete", "Home.undelete", "Page.fetch_again", "Page.show",
    "build.<locals>.<lambda>", "build.<locals>.arrive",
))  # fmt: skip
"""Offered without a project; may list names, and open, delete or put back what is named by its id."""

CREATES = frozenset(("Home.begin", "Home.copy"))
"""Makes a new project for whoever may write."""
