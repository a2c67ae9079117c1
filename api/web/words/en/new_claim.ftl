new-claim-title = New claim
new-claim-refused = The claim was not created
new-claim-lead = A few answers. Documents come next, and you can still change everything until you submit.
new-claim-no-fund = You have no fund to claim from yet. Once your vendor opens one for you, it shows here.
new-claim-fund = Which fund pays?
new-claim-available = { $amount } available
new-claim-spend-until = spend until { $day }
new-claim-claim-until = submit until { $day }
new-claim-over = closed, claims were to be submitted by { $day }
new-claim-activity = What did you do?
new-claim-asks-for = Asks for: { $what }
new-claim-name = Title
new-claim-name-hint = So that you find it again. { $vendor } reads it too.
new-claim-when = When did it take place?
new-claim-when-between = Between { $from } and { $to }.
new-claim-where = Where? (optional)
new-claim-declared = How much do you claim?
new-claim-declared-hint = What your invoices and certificates will add up to. You can correct it later.
new-claim-declared-hint-currency = In the currency of the fund: what your invoices and certificates will add up to. You can correct it later.
new-claim-create = Create claim
new-claim-next = What happens next
new-claim-next-land = You land on the claim
new-claim-next-land-what = It has a number and a list of what is missing.
new-claim-next-documents = You add documents
new-claim-next-documents-what = Invoices, certificates, proofs; colleagues can help.
new-claim-next-submit = You submit it
new-claim-next-submit-what = Only then is the amount reserved.
new-claim-next-decide = { $vendor } decides
new-claim-next-decide-what = { $days ->
    [one] Within one business day.
   *[other] Within { $days } business days.
}
new-claim-today = Available today
done-claim-created = The claim is created. Now add its documents.
