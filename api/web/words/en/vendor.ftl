vendor-waiting = Waiting for you
vendor-open-queue = Open the queue
vendor-elsewhere = Moving elsewhere
vendor-funds = Funds by partner and currency
vendor-no-funds = No funds yet.
vendor-all-in = { $funds ->
   *[other] All { $funds } in { $currency }
}
vendor-cut = The first hundred of { $funds } funds; sums are of all.
vendor-never-added = Never added across currencies.
elsewhere-review = { $claims ->
    [one] One claim waits for a reviewer
   *[other] { $claims }{ $more } claims wait for a reviewer
}
elsewhere-dispute-review = { $claims ->
    [one] One dispute waits for a reviewer
   *[other] { $claims }{ $more } disputes wait for a reviewer
}
elsewhere-decision = { $claims ->
    [one] One claim is under review
   *[other] { $claims }{ $more } claims are under review
}
elsewhere-answer = { $claims ->
    [one] One partner answers a request
   *[other] { $claims }{ $more } requests are with the partners
}
elsewhere-dispute = { $claims ->
    [one] One rejection can be disputed
   *[other] { $claims }{ $more } rejections can be disputed
}
elsewhere-payment = { $claims ->
    [one] One approved claim to pay
   *[other] { $claims }{ $more } approved claims to pay
}
elsewhere-first = The first by due day: { $number }, { $title }, { $partner }
auditor-lead = You read everything of the programmes of { $vendor }, comments of the desks included, and change nothing.
auditor-find = Find
auditor-find-what = A claim: its number, title, supplier or invoice number
auditor-find-hint = Words in any order, each by its beginning.
auditor-moment = A point in time
auditor-as-it-was = Everything as it was at the end of
auditor-quarters = Ends of quarters:
auditor-balance = Does it balance?
auditor-balance-what = All accounts of all funds are added up from the log, and compared with what the pages show.
auditor-check = Check now
auditor-check-again = Check again
auditor-balances = Balances
auditor-differs = Does not balance
auditor-at = at position { $position }
auditor-events = Events read
auditor-findings = Found wrong
auditor-first = First at position
auditor-parked = What the pages show has stopped before this position; it was compared as far as it came.
auditor-trial = Trial balance, { $currency }
auditor-account = Account
auditor-debit = Debit
auditor-credit = Credit
auditor-sum = Sum
auditor-take = Take with you
auditor-take-claims = One row a claim, with amounts and dates
auditor-take-payments = What was paid and what came back, one row a payment
auditor-take-all = Everything else
auditor-take-all-what = Postings, traces and the history of each claim, for programs
