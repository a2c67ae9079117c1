operations-title = Operations
operations-all-run = All views move on with the ledger.
operations-stopped = { $views ->
    [one] One view has stopped. Commands are accepted; pages that need it say so.
   *[other] { $views } views have stopped. Commands are accepted; pages that need them say so.
}
operations-updated = As of { $at }.
operations-refresh = Refresh
operations-refused = Nothing was begun
operations-held = A rebuild is underway; { $holder } runs it.
operations-underway = A rebuild is underway.
operations-stopped-at = { $view } stopped at position { $position }
operations-retry = Try again
stall-parked = It could not fold the event there. Nothing was skipped, and pages that need this view show figures up to that position. “claims views” in a terminal shows the error; once that is mended, let it try again.
stall-beyond = Its checkpoint is beyond the log: one of them was changed or restored without the other. A rebuild makes it from the log as it is.
stall-still = It stands still, led by { $leader }. “claims views” in a terminal shows what the database is busy with.
stall-nobody = Nobody moves it on: no projector runs on this database. “claims serve” does.
stall-shape = Its tables have a shape that this program cannot move on. A rebuild makes new ones.
operations-ledger = Ledger
operations-position = Position
operations-last = Last event recorded
operations-views = Views
operations-views-what = What is searched or summed; all of it follows from the ledger
operations-views-caption = Views with version, state, position and lag
operations-view = View
operations-state = State
operations-lag = Lag, events
operations-action = Action
operations-version = version { $version }
operations-none = none
operations-rate = { $rate } events/s
operations-left = { $seconds ->
    [one] about one second left
   *[other] about { $seconds } seconds left
}
operations-beside = filled beside the live version
operations-rebuild = Rebuild
operations-verify = Verify
operations-cancel = Cancel it
operations-rebuild-of = Rebuild of { $views }
operations-verify-of = Verification of { $views }
operations-events = { $events } of { $of } events
operations-broken-off = It was broken off. “{ $command }” goes on from there; cancelling gives up what was built.
operations-holder = { $holder } runs it. The live version answers meanwhile.
operations-phase-now = now
operations-phase-done = done
operations-phase-switch = Switch
operations-phase-clean = Clean up
phase-folding = Read the log
phase-indexing = Build indexes
phase-catching-up = Catch up
phase-comparing = Compare with the live version
view-state-current = Up to date
view-state-following = Catching up
view-state-still = Stands still
view-state-parked = Stopped
view-state-verifying = Verifying
view-state-rebuilding = Rebuilding
rebuild-ended-switched = { $views } was rebuilt, compared and switched.
rebuild-ended-proven = { $views } holds what the ledger says.
rebuild-ended-differs = { $rows ->
    [one] One row of { $views } differs from what the ledger says. Nothing was switched; “claims rebuild” in a terminal shows it.
   *[other] { $rows } rows of { $views } differ from what the ledger says. Nothing was switched; “claims rebuild” in a terminal shows them.
}
rebuild-ended-cancelled = The rebuild of { $views } was cancelled.
rebuild-ended-failed = The rebuild of { $views } ended early: { $error }
operations-terminal = In a terminal
operations-terminal-what = The same from a terminal on the machine of the ledger, with a progress bar.
operations-terminal-views = how each view stands, and why one is behind
operations-terminal-rebuild = all views made anew beside the live ones, compared, switched
operations-terminal-verify = whether the live views hold what the ledger says
operations-terminal-rollback = back to the version that was live before
done-rebuild-begun = It has begun.
done-rebuild-cancelled = It was cancelled.
done-rebuild-over = Nothing was underway any more.
done-view-retried = The view tries again.
done-view-runs = The view was not stopped any more.
