travel-title = Point in time
travel-events = { $events ->
    [one] One ledger position since { $since }; taller marks moved money
   *[other] { $events } ledger positions since { $since }; taller marks moved money
}
travel-positions = { $events ->
    [one] One ledger position
   *[other] { $events } ledger positions
}
travel-position = Ledger position, { $first } to { $last }
travel-here = Position { $position } is shown.
travel-go = Go there
travel-go-what = to the position of the slider
travel-day = or the end of a day
travel-show = Show
travel-caption = Funds then and now
travel-figure = Funds
travel-then = Then
travel-then-day = Then, { $day }
travel-now = Now
travel-difference = Difference
travel-same = same
travel-changed-claims = Claims that changed since
travel-new = not there yet
travel-next = What came next
travel-next-none = Nothing moved money since.
travel-no-changes = No claim changed since.
travel-some-claims = The first of them, in order.
travel-next-then = : as of then
