"""How drafts are made: facts, phrases in the team's own words, candidates, guards, choice, evidence."""
