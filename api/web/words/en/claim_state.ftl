claim-no-day = a day that is not set
claim-left-open = no day is set
claim-left-days = { $days ->
    [one] one day left
   *[other] { $days } days left
}
claim-left-late = { $days ->
    [one] 1 day late
   *[other] { $days } days late
}
claim-left-today = last day
claim-state-editing-title = { $who ->
    [partner] You are preparing this claim. { $missing ->
        [0] Nothing is missing.
        [one] One thing is missing.
       *[other] { $missing } things are missing.
    }
   *[other] { $partner } is preparing this claim.
}
claim-state-editing-more = { $who ->
    [partner] Submit it by { $due } ({ $left }), or it expires. Once submitted, it is locked.
    [contributor] Your documents can be added until it is submitted.
   *[other] It can be submitted until { $due } ({ $left }).
}
claim-state-submitted-title = { $who ->
    [vendor] Waiting for a review, due by { $due }.
   *[other] Waiting for { $vendor } to start the review, by { $due }.
}
claim-state-submitted-more = { $who ->
    [partner] It is locked. You can still take it back.
    [vendor] { $left }. { $partner } can still take it back.
    [contributor] It is locked; comments are still possible.
   *[other] { $left }. { $amount } are reserved for it.
}
claim-state-under-review-title = { $who ->
    [reviewer] You are reviewing round { $round }. Decision due by { $due }.
    [vendor] { $person } is reviewing round { $round }. Decision due by { $due }.
   *[other] { $vendor } decides by { $due }.
}
claim-state-under-review-more = { $who ->
    [partner] { $person } is reviewing it. It is locked; you can still comment.
    [reviewer] { $left }. An approver decides; you can ask the partner for more.
    [contributor] It is locked; comments are still possible.
   *[other] { $left }. { $amount } are reserved for it.
}
claim-state-action-required-title = { $who ->
    [partner] { $items ->
        [one] { $person } asks you for one thing. Answer by { $due }.
       *[other] { $person } asks you for { $items } things. Answer by { $due }.
    }
   *[other] { $items ->
        [one] Waiting for { $partner }. One item to answer by { $due }.
       *[other] Waiting for { $partner }. { $items } items to answer by { $due }.
    }
}
claim-state-action-required-more = { $who ->
    [partner] { $left }. Without an answer the claim expires and { $amount } go back to the fund.
    [contributor] Your documents can be added until it is answered.
    [auditor] { $left }. Without an answer the claim expires and { $amount } go back to the fund.
   *[other] { $left }. Without an answer the claim expires and { $amount } go back to the fund. Your clock is stopped.
}
claim-state-approved-title = { $who ->
    [contributor] Approved by { $vendor }.
   *[other] Approved: { $amount }. { $vendor } pays by { $due }.
}
claim-state-approved-more = { $who ->
    [contributor] Nothing is left to do.
   *[other] { $part ->
        [some] { $decider } approved it. { $paid } of it are paid.
       *[none] { $decider } approved it. { $left }.
    }
}
claim-state-paid-title = Paid on { $date }.
claim-state-paid-more = { $who ->
    [contributor] Nothing is left to do.
   *[other] { $paid }, reference { $reference }.
}
claim-state-rejected-title = { $who ->
    [partner] Rejected: { $reasons }. { $may ->
        [dispute] You can dispute it until { $due }.
       *[read] An administrator of { $partner } can dispute it until { $due }.
    }
   *[other] Rejected: { $reasons }. { $partner } can dispute it until { $due }.
}
claim-state-rejected-more = { $who ->
    [contributor] It is locked; comments are still possible.
   *[other] { $left }. { $amount } stay reserved until then.
}
claim-state-disputed-title = { $who ->
    [partner] { $vendor } reviews your dispute by { $due }.
   *[other] { $partner } disputes the rejection. Review due by { $due }.
}
claim-state-disputed-more = { $who ->
    [contributor] It is locked; comments are still possible.
   *[other] { $left }. { $amount } stay reserved.
}
claim-state-rejection-final-title = Rejected for good: { $reasons }.
claim-state-rejection-final-more = { $who ->
    [contributor] The claim is closed.
   *[other] Since { $date }. { $amount } went back to the fund.
}
claim-state-cancelled-title = { $who ->
    [partner] Cancelled on { $date }.
   *[other] { $partner } cancelled this claim on { $date }.
}
claim-state-cancelled-more = The claim is closed. Nothing is reserved for it.
claim-state-expired-title = { $expiry ->
    [no-answer] Expired on { $date }: no answer.
   *[other] Expired on { $date }: not submitted in time.
}
claim-state-expired-more = { $who ->
    [contributor] The claim is closed.
   *[other] { $expiry ->
        [no-answer] { $amount } went back to the fund.
       *[other] Nothing was reserved for it.
    }
}
