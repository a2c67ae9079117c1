dispute-title = Dispute the rejection of { $number }
dispute-crumb = Dispute
dispute-refused = The dispute was not sent
dispute-told = Rejected: { $reasons }. You can dispute it until { $until }.
dispute-once = { $days ->
    [0] Today is the last day. A claim can be disputed once.
    [one] One day left. A claim can be disputed once.
   *[other] { $days } days left. A claim can be disputed once.
}
dispute-wrote = What { $person } wrote
dispute-answer = Your answer
dispute-read-by = All of { $vendor }’s reviewers read it
dispute-why = Why should it be paid?
dispute-why-hint = Answer the reason above. A new document says more than a long text.
dispute-files = Documents for the dispute (optional)
dispute-files-hint = New screenshots, for instance; each gets a note. PDF, JPEG, PNG, HEIC, CSV, DOCX, XLSX or EML, { $most } each.
dispute-send = Send the dispute
dispute-next-look = Another look
dispute-next-look-what = { $days ->
    [one] { $vendor } decides by { $due }, one business day.
   *[other] { $vendor } decides by { $due }, { $days } business days.
}
dispute-next-end = Approved or rejected for good
dispute-next-end-what = There is no second dispute.
dispute-money = The money meanwhile
dispute-reserved = Stays reserved
dispute-accept = Or accept it
dispute-accept-what = If you agree with { $person }, close the claim now: its amount is free for another claim today, not on { $day }.
dispute-accept-link = Accept the rejection
done-claim-disputed = The dispute is sent.

acceptance-title = Accept the rejection of { $number }?
acceptance-crumb = Accept the rejection
acceptance-lead = { $title } · { $org }. Nothing is closed until you press the button.
acceptance-refused = The rejection was not accepted
acceptance-rejection = The rejection
acceptance-reason = Reason
acceptance-text = What was written
acceptance-by = Rejected by
acceptance-rejected = { $person }, { $at }
acceptance-do = Accept the rejection
acceptance-keep = Keep the claim open
acceptance-effect = What it does
acceptance-undo = The claim is closed for good: it can be neither disputed nor opened again. The history keeps all of it.
done-rejection-accepted = The rejection is accepted; the claim is closed.
