//! XES (IEEE 1849-2016): one trace a claim, its events in order, for process mining.
//!
//! The standard extensions say what happened (concept), when in the business (time), who did it
//! and in which role (org), and that it is done (lifecycle). A trace carries what the claim was
//! filed with. What the ledger adds stands under plain keys.

use std::fmt::Write as _;

use domain::ClaimEvent;
use domain::document::Sha256;
use domain::event::Named;
use projections::log::leaf::written;

use super::read::{ClaimEvents, ClaimHappened, Source};
use super::sink::RowCount;
use super::what::What;
use super::xml::escaped;
use super::{ExportError, Folder};
use crate::words::sentence;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace">
<string key="concept:name" value=""/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000000Z"/>
<string key="org:resource" value=""/>
<string key="org:role" value=""/>
<string key="org:group" value=""/>
<string key="lifecycle:transition" value="complete"/>
</global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="Activity and role" keys="concept:name org:role"/>
<string key="concept:name" value="claims"/>
<string key="lifecycle:model" value="standard"/>
"#;

/// Writes the claims as traces; of events with payload and leaf, of the history with sentences.
pub(super) async fn traces(
    source: Source,
    what: What,
    folder: &mut Folder,
) -> Result<(), ExportError> {
    let mut part = folder.begin(&format!("{what}.xes"))?;
    let mut rows = RowCount::default();
    let mut events = ClaimEvents::new(source);
    folder.write(&mut part, HEAD)?;
    let mut end_of_trace = "";
    while let Some(happened) = events.next().await? {
        rows.add(happened.stored.position);
        let mut xml = String::new();
        if happened.is_first() {
            xml.push_str(end_of_trace);
            begin_trace(&mut xml, &happened);
            end_of_trace = "</trace>\n";
        }
        event(&mut xml, &happened, what);
        folder.write(&mut part, &xml)?;
    }
    folder.write(&mut part, end_of_trace)?;
    folder.write(&mut part, "</log>\n")?;
    folder.keep(part, rows)
}

fn begin_trace(xml: &mut String, happened: &ClaimHappened) {
    xml.push_str("<trace>\n");
    string(xml, "concept:name", &happened.stored.aggregate_id);
    if let ClaimEvent::ClaimCreated {
        programme,
        period,
        fund,
        partner,
        activity,
        title,
        executed_on,
        declared,
        ..
    } = &happened.event.event
    {
        string(xml, "partner", partner.as_str());
        string(xml, "programme", programme.as_str());
        string(xml, "period", period.as_str());
        string(xml, "fund", &fund.to_string());
        string(xml, "activity", activity.as_str());
        string(xml, "title", title);
        string(xml, "executed_on", &executed_on.to_string());
        string(xml, "declared", &declared.amount());
        string(xml, "currency", declared.currency().code());
    }
}

fn event(xml: &mut String, happened: &ClaimHappened, what: What) {
    let (stored, event) = (&happened.stored, &happened.event);
    xml.push_str("<event>\n");
    string(xml, "concept:name", event.event.name());
    attribute(xml, "date", "time:timestamp", &written(event.at));
    string(xml, "org:resource", &event.by.person().to_string());
    string(xml, "org:role", event.by.role.as_str());
    string(xml, "org:group", event.by.org.as_str());
    string(xml, "lifecycle:transition", "complete");
    attribute(xml, "int", "sequence", &stored.sequence.to_string());
    attribute(xml, "int", "position", &stored.position.to_string());
    attribute(xml, "date", "recorded_at", &written(stored.recorded_at));
    match what {
        What::Events => {
            string(xml, "event_version", &stored.event_version);
            string(xml, "payload", &stored.payload);
            string(xml, "metadata", &stored.metadata);
            string(xml, "leaf", &Sha256::from_bytes(stored.leaf).to_string());
        }
        What::Claims | What::Postings | What::History => {
            string(xml, "sentence", &sentence::of_claim(&event.event));
        }
    }
    xml.push_str("</event>\n");
}

fn string(xml: &mut String, key: &str, value: &str) {
    attribute(xml, "string", key, value);
}

fn attribute(xml: &mut String, kind: &str, key: &str, value: &str) {
    let value = escaped(value);
    // Writing to a text cannot fail.
    let _ = writeln!(xml, r#"<{kind} key="{key}" value="{value}"/>"#);
}
