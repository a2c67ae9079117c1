payments-title = Payments
payments-filter = Filter payments
payments-from = Value date from
payments-to = to
payments-partner = Partner
payments-none = No payments yet.
payments-none-match = No payment matches.
payments-caption = Payments, newest first
payments-recorded = Recorded
payments-position = position { $position }
payments-came-back = came back on { $at }
payments-reverse = Reverse
payments-sum = All that stand in { $currency }
run-title = { $claims ->
    [one] One payment
   *[other] { $claims } payments
}
run-question = { $claims ->
    [one] Record one payment?
   *[other] Record { $claims } payments?
}
run-result = { $claims ->
    [one] { $paid ->
        [0] The payment was not recorded
       *[other] The payment is recorded
    }
   *[other] { $paid } of { $claims } payments are recorded
}
run-crumb = Payment run
run-lead = The bank moves the money; this records that it did.
run-result-what = What was refused is said beside it; the others stand.
run-refused = Nothing was recorded
run-of = { $number }: { $why }
run-none = No claim is chosen. Tick those to pay in the list first.
run-back = Back to the list
run-selection = the selection
run-caption = The claims of this run
run-value-date = Value date, for all
run-reference-of = Reference for { $number }
run-continue = Continue
run-do = { $claims ->
    [one] Record one payment
   *[other] Record { $claims } payments
}
run-per-currency = Per currency
run-never-added = Never added across currencies.
run-afterwards = Afterwards
run-each-alone = Each payment is recorded on its own. If one is refused, the others stand and you are told which.
run-came-back = A payment that the bank sends back is reversed by an entry of its own; nothing is deleted.
run-recorded = recorded
run-not-recorded = Not recorded.
run-unknown = It is not known whether it was recorded. Send it again: nothing is paid twice.
