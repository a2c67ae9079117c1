funds-title = Funds
funds-lead = What you have earned, where it stands, and until when you can claim it.
funds-lead-vendor = What each partner has in each programme, period and currency, newest first.
funds-open = Open a fund
funds-filter = Filter funds
funds-partner = Partner
funds-programme = Programme
funds-period = Period
funds-none-match = No fund matches.
funds-caption = Funds, newest first
funds-fund = Fund
funds-where = Where it stands
funds-claimed = Claimed
funds-until = Claims until
funds-closed = closed on { $day }
funds-sum = { $funds ->
    [one] One fund in { $currency }
   *[other] { $funds } funds in { $currency }
}
funds-all = These are all funds.
funds-some = Newest first. Sums appear when everything fits on one page.
new-fund-title = Open a fund
new-fund-lead = A partner has one fund in each programme, period and currency. It holds what they earn.
new-fund-refused = The fund was not opened
new-fund-programme = Programme and period
new-fund-earned = earned { $from } to { $to }, claims until { $until }
new-fund-partner = Partner
new-fund-partner-hint = The name the partner's organisation has here, such as atelier-breton.
new-fund-open = Open the fund
new-fund-next = What happens next
new-fund-next-empty = The fund is empty
new-fund-next-empty-what = Finance records what the partner earns.
new-fund-next-claims = The partner files claims
new-fund-next-claims-what = As soon as something is available.
new-fund-next-ends = What is left expires
new-fund-next-ends-what = The day after claims end, unless finance rolls it over.
done-fund-opened = The fund is open.
