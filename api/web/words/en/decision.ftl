decision-title = Decide on { $number }
decision-crumb = Decision
decision-refused = Nothing was decided
decision-approve = Approve
decision-approve-what = In full or in part, line by line.
decision-reject = Reject
decision-reject-what = { $days ->
    [one] The partner may dispute it once, for one day.
   *[other] The partner may dispute it once, for { $days } days.
}
decision-reject-final = It was disputed already: this rejection is final.
decision-lines = Amounts per line
decision-lines-what = A lower amount needs a reason
decision-document = Document
decision-claimed = Claimed
decision-reason = Reason
decision-reason-if = Reason, if lower
decision-reason-of = Reason for { $document }
decision-approve-of = Approve for { $document }, in { $currency }
decision-explanation = Explanation, the partner reads it
decision-as-claimed = As claimed
decision-total = Total
decision-add-up = Add up again
decision-invoice = Invoice { $number }
decision-csr = Certificate { $number }
decision-comments = { $comments ->
    [one] one comment
   *[other] { $comments } comments
}
decision-too-much = { $document }: approve { $amount } at most, as claimed.
decision-nothing = { $document }: approve more than zero. If nothing of it can be paid, ask the partner to take it off.
decision-why-less = { $document }: give a reason for approving { $amount } less.
decision-choose-reason = Choose at least one reason.
decision-why = Why
decision-partner-reads = The partner reads all of it
decision-reasons = Reasons, one or more
decision-reasons-given = Reasons
decision-text = Explanation
decision-text-hint = Say what would have made it right: a dispute answers this.
decision-approve-amount = Approve { $amount }
decision-reject-number = Reject { $number }
decision-last-summary = You see a last summary before it counts.
decision-approving-does = What approving does
decision-rejecting-does = What rejecting does
decision-requested = Requested
decision-taken-off = Taken off
decision-approved = Approved
decision-pays = { $days ->
    [one] Finance pays by { $day }, one business day from now.
   *[other] Finance pays by { $day }, { $days } business days from now.
}
decision-undo = Until something is paid, another approver can revoke the approval.
decision-reserved-until = Stays reserved until
decision-unless-disputed = Unless { $partner } disputes it, { $amount } go back to its fund the day after.
decision-final = { $amount } go back to the fund of { $partner } at once.
decision-perhaps = Perhaps better
decision-perhaps-what = { $days ->
    [one] If something could be sent again, ask for it: the partner has one business day to answer, and nothing is refused.
   *[other] If something could be sent again, ask for it: the partner has { $days } business days to answer, and nothing is refused.
}
decision-ask-instead = Request information instead
decision-reviewer-asks = The reviewer of the claim can ask for it.
decision-may = You may decide
decision-other-org = It is not a claim of your organisation
decision-never-acted = You never acted for the partner on { $number }
decision-nothing-changed = If somebody changes the claim meanwhile, nothing is decided and you are told
decision-version = You look at version { $version } of the claim
decision-approve-question = Approve { $amount } for { $number }?
decision-reject-question = Reject { $number }?
decision-nothing-yet = Nothing is decided until you press the button.
decision-yours = Your decision
decision-told-approved = { $partner } sees the decision and your reasons. Finance pays by { $day }.
decision-told-rejected = { $partner } sees the decision and your reasons, and can dispute it until { $day }. Until then the amount stays reserved.
decision-told-final = { $partner } sees the decision and your reasons. It cannot be disputed again.
decision-undo-approval = Until something is paid, another approver can revoke it. Not you, and never silently: the history keeps both.
decision-undo-rejection = Not by you. The partner can dispute a first rejection, and then the claim is reviewed again. The history keeps everything.
reduced-for-not-covered = Not covered
reduced-for-not-proven = Not proven
reduced-for-outside-period = Outside the period
reduced-for-claimed-twice = Claimed twice
reject-for-proof-insufficient = Not proven
reject-for-not-covered = Not covered
reject-for-outside-period = Outside the period
reject-for-claimed-twice = Claimed twice
reject-for-other = Another reason
reject-what-proof-insufficient = The documents do not show that it took place.
reject-what-not-covered = The programme does not pay for this activity or cost.
reject-what-outside-period = It took place before or after the period in which funds are spent.
reject-what-claimed-twice = The same document pays another claim.
reject-what-other = The explanation says which.
done-claim-approved = The claim is approved.
done-claim-rejected = The claim is rejected.
