programmes-title = Programmes
programmes-none = There is no programme yet.
programme-programme = Programme
programme-version = Version
programme-version-n = Version { $version }
programme-currency = Currency
programme-in-force = Version { $version } in force
programme-prepare = Prepare version { $version }
programme-guide = How the programme works
programme-weekend = free days { $days }
programme-no-weekend = every day is a business day
weekday-mon = Mon
weekday-tue = Tue
weekday-wed = Wed
weekday-thu = Thu
weekday-fri = Fri
weekday-sat = Sat
weekday-sun = Sun
programme-versions = Versions
programme-versions-what = A claim keeps the version it was created with
programme-published = Published
programme-published-by = Published by
programme-changes = { $changes ->
    [one] one change
   *[other] { $changes } changes
}
programme-first = first version
programme-current = In force
programme-replaced = Replaced
programme-periods = Periods
programme-deadlines = Deadlines
programme-activities = Activities
programme-activities-count = { $n ->
    [one] one activity
   *[other] { $n } activities
}
programme-activity = Activity
programme-proofs = Proofs asked for
programme-metrics = Metrics asked for
programme-nothing = none
programme-required = required
deadline-review = Review
deadline-answer = Answers
deadline-dispute = Dispute window
deadline-dispute-review = Decision on a dispute
deadline-payment = Payment
deadline-evidence = Documents kept
in-business-days = { $n ->
    [one] one business day
   *[other] { $n } business days
}
in-days = { $n ->
    [one] one day
   *[other] { $n } days
}
in-months = { $n ->
    [one] one month
   *[other] { $n } months
}
in-business-days-label = In business days.
in-days-label = In days.
in-months-label = In months.
edit-title = Prepare version { $version }
edit-lead = Nothing is published yet: you see what changes first. Once published, a version never changes.
edit-refused = The version cannot be prepared like this
edit-about = About
edit-guide = Guide (optional)
edit-guide-hint = Where people read how the programme works: an address that begins with https.
edit-as-document = Edit the whole policy as a document
edit-by-fields = Edit it by fields
edit-document = The whole policy
edit-document-label = Policy, as JSON
edit-document-hint = The same document that the interface takes. Here you can add and leave out activities, proofs, metrics and holidays.
edit-number = Enter a whole number up to { $most }.
edit-period-new = Another period (optional)
edit-period-id = Short name
edit-period-id-hint = As in 2025-H1. Leave it empty to add none.
edit-period-known = There is a period of this name already.
edit-period-order = The last day is before the first.
edit-first-day = first day
edit-last-day = last day
edit-activities-what = A box that is ticked blocks a submission without it
edit-english = In English
edit-french = In French
edit-required = { $what }: required
edit-review = See what changes
publish-title = Publish version { $version }?
publish-lead = { $programme }. Once published, a version never changes; a correction is version { $next }.
publish-nothing = Nothing changes. Change something, or keep the version in force.
publish-refused = The version was not published
publish-changes = What changes
publish-what = What
publish-who = Who notices
publish-not-there = not there
publish-left-out = left out
publish-keeps = Everything else stays as it is. Existing claims keep version { $version }.
publish-do = Publish version { $version }
publish-edit = Back to editing
publish-keep = Keep version { $version }
change-name = Name
change-vendor = Vendor
change-currency = Currency
change-time-zone = Time zone
change-weekend = Free days
change-holiday = Holiday
change-guide = Guide
change-period = Period { $period }
change-period-days = earn { $earned }; spend { $used }; claim { $claimed }
change-activity = Activity
change-activity-name = { $activity }, name
change-activity-proofs = { $activity }, proofs
change-activity-metrics = { $activity }, metrics
change-everybody = Everybody, at once.
change-new-claims = Claims created from then on.
change-new-funds = Funds opened and claims created from then on.
document-unreadable = Line { $line }, column { $column }: { $why }
document-wrong = { $place }: { $why }
done-policy-published = The version is published and in force.
