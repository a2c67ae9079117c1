dossier-title = Dossier of { $number }
dossier-short = Dossier
dossier-print = Print this page with your browser (Ctrl P), or save it as PDF.
dossier-of = Dossier of a claim · { $vendor }
dossier-as-of = as of { $at }, position { $position }
dossier-claim = The claim
dossier-amounts = Amounts
dossier-document-and-hash = Document and SHA-256
dossier-attached = Attached
dossier-replaced = replaced on { $at }
dossier-removed = removed on { $at }
dossier-asked = Asked and answered
dossier-decision = Decision and payment
dossier-rejected-by = Rejected by
dossier-disputed-by = Disputed by
dossier-approved-by = Approved by
dossier-approved-of = { $approved } of { $requested }
dossier-paid-by = Paid by
dossier-reference = reference { $reference }
dossier-position = Position
dossier-when = When
dossier-check = How to check it
dossier-check-documents = Each document: compute its SHA-256 and compare.
dossier-check-history = { $events ->
    [one] The history: one event, under its position in the ledger.
   *[other] The history: { $events } events, each under its position in the ledger.
}
dossier-without = Comments that only { $vendor } sees are not part of this dossier.
