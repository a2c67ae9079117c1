status-editing = In preparation
status-submitted = Submitted
status-under-review = Under review
status-action-required = Action required
status-approved = Approved
status-rejected = Rejected
status-disputed = Disputed
status-rejection-final = Rejected for good
status-paid = Paid
status-cancelled = Cancelled
status-expired = Expired

account-earned = Earned
account-available = Available
account-reserved = Reserved
account-committed = Committed
account-paid = Paid
account-expired = Expired
bar-shares = Share of earned funds: { $shares }
bar-percent = { $n }%
bar-nothing = Nothing has been earned yet

form-error = Error:
form-summary = There is a problem
form-kept = Nothing was recorded. What you typed is kept below.
form-overtaken = Somebody changed this a moment ago. Look at what changed, then send it again.
form-optional = (optional)
form-day-hint = Day/month/year, as in 14/03/2024.
form-cancel = Cancel
field-missing = Fill this in.
field-choose = Choose one.
field-bad-date = Write the day as in 14/03/2024.
field-bad-name = Use letters, digits, dots, dashes and underscores, without spaces.
field-not-an-amount = Write an amount as in { $example }.
field-too-many-decimals = { $decimals ->
    [0] Amounts in { $currency } have no decimals. Write it as in { $example }.
   *[other] Amounts in { $currency } have { $decimals } decimals at most. Write it as in { $example }.
}
field-amount-overflow = This amount is too large.
field-control-character = The text contains a character that cannot be shown. Type it again.
field-direction-mark = The text contains an invisible mark that turns the direction of writing. Type it again.
field-text-too-long = The text is too long.
