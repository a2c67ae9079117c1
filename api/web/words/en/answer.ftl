answer-title = Answer what was asked for
answer-refused = The answers were not sent
answer-back = Back to the claim
answer-asked = { $n ->
    [one] { $person } asks you for one thing. Answer by { $due }.
   *[other] { $person } asks you for { $n } things. Answer by { $due }.
}
answer-otherwise = { $left }. Without an answer the claim expires and { $amount } go back to your fund. You can edit everything until you send.
answer-items = To answer
answer-count = { $n ->
    [one] One item
   *[other] { $n } items
}
answer-about = About
answer-label = Your answer
answer-replace = Replace
answer-twice = On two claims at once
answer-twice-why = Why does “{ $document }” count here as well?
answer-twice-hint = The same document is on another claim of this fund. Remove it here, or give a reason, which is kept for good.
answer-twice-other = See the other claim
answer-send = Submit with answers
answer-missing = What else is missing
answer-nothing-missing = Nothing else is missing.
answer-add = Add documents
answer-next-locked = The claim is locked again
answer-next-locked-what = You can take it back until the review goes on.
answer-next-review = { $vendor } reviews it
done-answers-sent = The answers are sent; the claim is submitted again.
