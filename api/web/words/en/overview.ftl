overview-title = Overview
overview-with = { $org } with { $vendor }. { $needs ->
    [0] Nothing needs you.
    [one] One claim needs you.
   *[other] { $needs } claims need you.
}
overview-of = { $org }. { $needs ->
    [0] Nothing needs you.
    [one] One claim needs you.
   *[other] { $needs } claims need you.
}
overview-needs-you = Needs you
overview-nothing-needs-you = Nothing needs you at the moment.
overview-waits-for-others = Waiting for others
overview-no-funds-yet = No funds yet
overview-no-funds = Your vendor credits what you earn as lots. Your first lot shows here with the dates by which to spend and claim it.
overview-how = How earning, spending and claiming work
overview-period = Current period
overview-fund-of = Co-op funds, { $period }
overview-each-cent = See where each cent went
overview-figures = Earned funds and where they stand
overview-by-status = Claims by status
overview-all-claims = All claims
overview-no-claims = No claims yet.
overview-amount = Amount
overview-sum = All together
overview-latest = Latest

period-year = { $year }
period-first-half = first half of { $year }
period-second-half = second half of { $year }
period-quarter = quarter { $quarter } of { $year }
period-days = { $from } to { $to }
period-earn = Earn
period-spend = Spend
period-claim = Claim
period-ahead = from { $from }
period-open = { $days ->
    [0] last day
    [one] open, one day left
   *[other] open, { $days } days left
}
period-over = over

task-by = by { $day }
task-overdue = overdue since { $day }
task-days-left = { $days ->
    [0] today
    [one] one day left
   *[other] { $days } days left
}
task-verb-submission = Continue
task-verb-contribution = Add documents
task-verb-answer = Answer
task-verb-review = Review
task-verb-dispute-review = Review
task-verb-decision = Decide
task-verb-dispute = Look at it
task-verb-payment = Pay
task-submission-mine-title = Finish { $number }, { $title }
task-submission-mine-details = You are preparing this claim of { $amount }. If it is not submitted, it expires.
task-submission-theirs-title = { $partner } prepares { $number }, { $title }
task-submission-theirs-details = It declares { $amount } and is not submitted yet.
task-contribution-mine-title = { $title }: you are asked for documents
task-contribution-mine-details = { $what }
task-contribution-theirs-title = { $colleague } is asked for documents for { $number }, { $title }
task-contribution-theirs-details = { $what }
task-answer-mine-title = Answer { $reviewer } about { $number }, { $title }
task-answer-mine-details = More information is asked for. Without an answer the claim expires and its { $amount } are released.
task-answer-theirs-title = { $partner } is asked for more about { $number }, { $title }
task-answer-theirs-details = { $reviewer } asked. The clock of the review stands still.
task-review-mine-title = Review { $number }, { $title }
task-review-mine-details = { $partner } requests { $amount }.
task-review-theirs-title = Review of { $number }, { $title }
task-review-theirs-details = { $vendor } starts the review of the { $amount } requested.
task-dispute-review-mine-title = Review the dispute of { $number }, { $title }
task-dispute-review-mine-details = { $partner } disputes the rejection of { $amount }.
task-dispute-review-theirs-title = Dispute of { $number }, { $title }
task-dispute-review-theirs-details = { $vendor } reviews the dispute about { $amount }.
task-decision-mine-title = Decide on { $number }, { $title }
task-decision-mine-details = { $partner } requests { $amount }. { $reviewer } has reviewed it.
task-decision-theirs-title = Decision on { $number }, { $title }
task-decision-theirs-details = { $reviewer } reviews it; { $vendor } decides on { $amount }.
task-dispute-mine-title = Accept or dispute the rejection of { $number }, { $title }
task-dispute-mine-details = Until then { $amount } stay reserved.
task-dispute-theirs-title = Rejection of { $number }, { $title }
task-dispute-theirs-details = { $partner } can dispute it. Until then { $amount } stay reserved.
task-payment-mine-title = Pay { $number }, { $title }
task-payment-mine-details = { $amount } are approved for { $partner }.
task-payment-theirs-title = Payment of { $number }, { $title }
task-payment-theirs-details = { $vendor } pays { $amount }.
