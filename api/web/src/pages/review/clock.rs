//! How long there is left, or how late it is.

use crate::pages::overview::tasks::Due;
use crate::pages::say::{Given, Html, Say};

/// Shows the day by which something is due, and how far away it is.
pub(in crate::pages) fn clock(say: impl Given<Say>, due: impl Given<Due>) -> Html {
    let (say, due) = (say.given(), due.given());
    let sentence = match due.days_left {
        ..0 => say.say("clock-late").count("days", -due.days_left),
        0.. => say.say("clock-left").count("days", due.days_left),
    };
    Html::made(format!(
        "<span><span class=\"{}\">{}</span><span class=\"sub\">{sentence}</span></span>",
        due.class(),
        say.weekday(due.day),
    ))
}
