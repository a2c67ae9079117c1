review-title = Review
review-refused = The review was not started
review-all = { $claims ->
    [0] Nothing waits here.
    [one] One claim waits{ $late ->
        [0] , and is in time.
       *[other] , and is late.
    }
   *[other] { $claims } claims wait. { $late ->
        [0] None is late.
        [one] One is late.
       *[other] { $late } are late.
    }
}
review-first = The first { $claims } claims, by due day. { $late ->
    [0] None of them is late.
    [one] One of them is late.
   *[other] { $late } of them are late.
}
review-views = Saved views
review-view-waiting = Waiting
review-view-mine = Mine
review-view-partner = With the partner
review-view-disputes = Disputes
review-view-pay = To pay
review-empty = Nothing waits for you.
review-caption = Claims, due first
review-caption-pay = Approved claims to pay, due first
review-claim = Claim
review-status = Status
review-due = Due
review-reviewer = Reviewer
review-nobody = nobody yet
review-requested = Requested
review-action = Action
review-round = round { $round }, since { $since }
review-start = Start review
review-take-over = Take over
review-decide = Decide
review-pay = Pay
review-to-pay = Claims to pay
review-choose = Choose
review-choose-one = Choose { $number }
review-pay-by = Pay by
review-approved = Approved
review-paid = Paid so far
review-left = To pay
review-chosen = { $claims ->
    [0] None chosen
    [one] One chosen
   *[other] { $claims } chosen
}
review-run = Continue with the chosen claims
review-some = Due first; there are more.
clock-late = { $days ->
    [one] one day late
   *[other] { $days } days late
}
clock-left = { $days ->
    [0] today
    [one] one day left
   *[other] { $days } days left
}
