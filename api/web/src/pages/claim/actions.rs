//! What the forms on the page of a claim do; what is refused shows the page again, with all that
//! was typed.

use application::act::members;
use axum::Extension;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use domain::claim::{
    AddComment, CancelContribution, Recall, RecordMetric, RequestContribution, Submit, Visibility,
};
use domain::{ClaimCommand, ClaimId, ContributionId, MetricCode, Person};
use projections::{Answer, Command};

use super::history::Overtaken;
use super::opened::Opened;
use super::sent::Sent;
use super::shown;
use crate::door::guard::AskedHost;
use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::acting::NotDone;
use crate::pages::fields::{Errors, Fields, Reading};
use crate::pages::visitor::Visitor;

/// A form on the page: which one it is, and what is said of it.
struct Form {
    place: String,
    /// The key of the title above what was refused.
    refused: &'static str,
    /// What was done, for the sentence on the page that follows.
    done: &'static str,
    /// The part of the page that follows.
    part: String,
}

impl Form {
    fn new(place: impl Into<String>, refused: &'static str, done: &'static str) -> Self {
        Self {
            place: place.into(),
            refused,
            done,
            part: String::new(),
        }
    }

    fn at(mut self, part: impl Into<String>) -> Self {
        self.part = part.into();
        self
    }
}

/// Goes to the claim from the address of a form on it: nothing is there to be read.
pub(in crate::pages) async fn back(uri: Uri) -> Redirect {
    let claim = claim_of(&uri);
    match uri.query() {
        None => Redirect::to(&claim),
        Some(query) => Redirect::to(&format!("{claim}?{query}")),
    }
}

/// Gives the address of the claim that an address is below.
pub(super) fn claim_of(uri: &Uri) -> String {
    let parts: Vec<&str> = uri.path().split('/').take(3).collect();
    parts.join("/")
}

/// Submits the claim.
pub(in crate::pages) async fn submit(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let form = Form::new("submissions", "claim-refused-submit", "claim-submitted");
    let command = ClaimCommand::Submit(Submit::default());
    carry_out(&visitor, claim, fields, form, Ok(command)).await
}

/// Takes the claim back.
pub(in crate::pages) async fn recall(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut reading = fields.read(visitor.say);
    let why = reading.text("why");
    let command = reading.finish(why.map(|why| ClaimCommand::Recall(Recall { why })));
    let form = Form::new("recall", "claim-refused-recall", "claim-recalled");
    carry_out(&visitor, claim, fields, form, command).await
}

/// Starts the review, or takes it over.
pub(in crate::pages) async fn start_review(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let form = Form::new("review", "claim-refused-review", "claim-review-started");
    let command = ClaimCommand::StartReview;
    carry_out(&visitor, claim, fields, form, Ok(command)).await
}

/// Adds a comment to the claim or to a document on it.
pub(in crate::pages) async fn comment(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let command = read_comment(&visitor, &fields);
    let document = fields.get("document").to_owned();
    let (place, part) = match document.is_empty() {
        true => ("c-claim".to_owned(), "comments".to_owned()),
        false => (format!("c-{document}"), document),
    };
    let form = Form::new(place, "claim-refused-comment", "claim-commented").at(part);
    carry_out(&visitor, claim, fields, form, command).await
}

fn read_comment(visitor: &Visitor, fields: &Fields) -> Result<ClaimCommand, Errors> {
    let mut reading = fields.read(visitor.say);
    let text = reading.text("text");
    let document = maybe(&mut reading, fields, "document");
    let in_reply_to = maybe(&mut reading, fields, "in_reply_to");
    let id = reading.new_id("comment");
    let visibility = match fields.has("vendor_only") {
        true => Visibility::VendorOnly,
        false => Visibility::Everyone,
    };
    let comment = || {
        Some(AddComment {
            id,
            text: text?,
            document: document?,
            in_reply_to: in_reply_to?,
            visibility,
        })
    };
    let comment = comment();
    reading.finish(comment.map(ClaimCommand::AddComment))
}

/// Reads the id of something that may be left out.
fn maybe<T: std::str::FromStr>(
    reading: &mut Reading<'_>,
    fields: &Fields,
    field: &str,
) -> Option<Option<T>> {
    match fields.get(field) {
        "" => Some(None),
        _ => reading.choice(field).map(Some),
    }
}

/// Records a figure.
pub(in crate::pages) async fn metric(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut reading = fields.read(visitor.say);
    let code: Option<MetricCode> = reading.choice("code");
    let unit = reading.line("unit");
    let written = plain_number(fields.get("value"), visitor.say.is_sign_last());
    let value = written.parse().ok();
    if value.is_none() {
        reading.refuse("value", "field-not-a-number");
    }
    let record = || {
        Some(RecordMetric {
            code: code.clone()?,
            value: value?,
            unit: unit?,
        })
    };
    let record = record();
    let command = reading.finish(record.map(ClaimCommand::RecordMetric));
    let place = format!("m-{}", fields.get("code"));
    let form = Form::new(place, "claim-refused-metric", "claim-metric-recorded").at("metrics");
    carry_out(&visitor, claim, fields, form, command).await
}

/// Writes a number as the ledger keeps it: `5 210,5` and `5,210.5` are 5210.5.
fn plain_number(text: &str, has_comma: bool) -> String {
    let (mark, group) = if has_comma { (',', '.') } else { ('.', ',') };
    // A point is a decimal mark in either language where nothing else is there.
    let is_plain = !text.contains(mark) && text.matches('.').count() == 1;
    let kept = text.trim().chars().filter_map(|letter| match letter {
        letter if letter.is_whitespace() => None,
        '\u{2019}' | '\'' => None,
        '\u{2212}' => Some('-'),
        letter if letter == mark => Some('.'),
        '.' if is_plain => Some('.'),
        letter if letter == group => None,
        letter => Some(letter),
    });
    kept.collect()
}

/// Asks a colleague for documents; who cannot come in yet gets a link, which is shown this once.
pub(in crate::pages) async fn ask_colleague(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    host: Option<Extension<AskedHost>>,
    fields: Fields,
) -> Result<Response, Failure> {
    let command = read_request(&visitor, &fields);
    let colleague = command.as_ref().ok().map(|asked| asked.to.clone());
    let command = command.map(ClaimCommand::RequestContribution);
    let form = Form::new("ask", "claim-refused-ask", "claim-colleague-asked").at("colleagues");
    let answer = match try_out(&visitor, claim, &fields, command).await {
        Ok(answer) => answer,
        Err(why) => return refused(&visitor, claim, fields, form, why).await,
    };
    if let Some(colleague) = colleague.filter(|_| !answer.is_replay) {
        let (state, by, at) = (&visitor.state, visitor.actor(), visitor.now());
        let name = visitor.say.person(&colleague.user);
        match members::invite_contributor(&state.identity, by, colleague, at).await {
            Ok(None) => {}
            Ok(Some(invited)) => {
                let path = format!("/join?token={}", invited.token.reveal());
                let link = match host {
                    Some(Extension(host)) => host.address(state.outside, &path),
                    None => path,
                };
                let opened = Opened::of(&visitor, claim).await?;
                let sent = Sent::invited(name, link);
                return Ok(shown(&visitor, &opened, sent));
            }
            Err(error) => {
                // The colleague is asked all the same; an admin can invite them.
                tracing::warn!(code = error.code(), "a contributor was not invited");
            }
        }
    }
    Ok(done(&visitor, &answer, &form))
}

fn read_request(visitor: &Visitor, fields: &Fields) -> Result<RequestContribution, Errors> {
    let mut reading = fields.read(visitor.say);
    let to = read_person(&mut reading, visitor, fields.get("to"));
    let what = reading.text("what");
    let due = match fields.get("due").trim().is_empty() {
        true => Some(None),
        false => reading.date("due").map(Some),
    };
    let id = reading.new_id("contribution");
    let asked = || {
        Some(RequestContribution {
            id,
            to: to?,
            what: what?,
            due: due?,
        })
    };
    let asked = asked();
    reading.finish(asked)
}

/// Reads a colleague's name, or that of somebody elsewhere with their organisation.
fn read_person(reading: &mut Reading<'_>, visitor: &Visitor, text: &str) -> Option<Person> {
    if !text.contains('@') {
        let user = reading.name("to")?;
        let org = visitor.actor().org.clone();
        return Some(Person { user, org });
    }
    let person = text.trim().parse().ok();
    if person.is_none() {
        reading.refuse("to", "field-bad-name");
    }
    person
}

/// No longer asks a colleague.
pub(in crate::pages) async fn withdraw_colleague(
    visitor: Visitor,
    (At(claim), At(id)): (At<ClaimId>, At<ContributionId>),
    fields: Fields,
) -> Result<Response, Failure> {
    let command = ClaimCommand::CancelContribution(CancelContribution { id });
    let form = Form::new("ask", "claim-refused-withdraw", "claim-colleague-withdrawn");
    let form = form.at("colleagues");
    carry_out(&visitor, claim, fields, form, Ok(command)).await
}

/// Why a form came to nothing.
enum Why {
    /// What was typed is not what it takes.
    Typed(Errors),
    NotDone(NotDone),
}

async fn try_out(
    visitor: &Visitor,
    claim: ClaimId,
    fields: &Fields,
    command: Result<ClaimCommand, Errors>,
) -> Result<Answer, Why> {
    let command = Command::Claim(claim, command.map_err(Why::Typed)?);
    let answer = visitor.carry_out(fields, command).await;
    answer.map_err(Why::NotDone)
}

/// Carries out what a form asks for and goes back to the claim, or shows it with what was refused.
async fn carry_out(
    visitor: &Visitor,
    claim: ClaimId,
    fields: Fields,
    form: Form,
    command: Result<ClaimCommand, Errors>,
) -> Result<Response, Failure> {
    match try_out(visitor, claim, &fields, command).await {
        Ok(answer) => Ok(done(visitor, &answer, &form)),
        Err(why) => refused(visitor, claim, fields, form, why).await,
    }
}

fn done(visitor: &Visitor, answer: &Answer, form: &Form) -> Response {
    let claim = claim_of(&visitor.here);
    let to = match form.part.as_str() {
        "" => claim,
        part => format!("{claim}#{part}"),
    };
    visitor
        .done(answer.position, &to, form.done)
        .into_response()
}

async fn refused(
    visitor: &Visitor,
    claim: ClaimId,
    fields: Fields,
    form: Form,
    why: Why,
) -> Result<Response, Failure> {
    let opened = Opened::of(visitor, claim).await?;
    let errors = match why {
        Why::Typed(errors) => errors,
        Why::NotDone(NotDone::Overtaken) => {
            let seen = fields.version().unwrap_or_default();
            Errors::overtaken(Overtaken::of(visitor, &opened, seen))
        }
        Why::NotDone(why) => why.told(visitor.say)?,
    };
    let sent = Sent::refused(form.place, form.refused, fields, errors);
    Ok(shown(visitor, &opened, sent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_in_the_form_of_its_reader() {
        assert_eq!(plain_number("5,210", false), "5210");
        assert_eq!(plain_number(" 5 210,5 ", true), "5210.5");
        assert_eq!(plain_number("2.75", true), "2.75");
        assert_eq!(plain_number("\u{2212}3", true), "-3");
    }

    #[test]
    fn the_claim_of_a_form_is_above_it() {
        let uri = "/claims/C-7/contributions/x/cancellation?a=b".parse();
        assert_eq!(claim_of(&uri.expect("an address")), "/claims/C-7");
    }
}
