request-title = Ask for more about { $number }
request-crumb = Information request
request-refused = Nothing was asked for
request-what = What you ask for
request-item = Item { $number }
request-about = Item { $number }, about
request-whole = The whole claim
request-need = What do you need?
request-add = Add another item
request-remove = Remove this item
request-send = Send request
request-no-items = Ask for at least one thing.
request-due = Answer due
request-due-what = { $days ->
    [one] One business day from today, to the end of that day.
   *[other] { $days } business days from today, to the end of that day.
}
request-does = What sending does
request-does-unlock = { $partner } can change the claim again, and sends it back with an answer to each item.
request-does-clock = Your clock stands still meanwhile. Without an answer the claim expires.
done-info-requested = The request is sent. The claim is with the partner now.
