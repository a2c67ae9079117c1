//! What is missing before a claim can be submitted: the domain's own refusals, and below them what
//! the programme asks for without insisting.

use domain::claim::ContributionState;
use domain::programme::Asked;
use domain::refusal::Law;
use domain::{MetricCode, Money, Refusal, Status};

use super::opened::Opened;
use crate::pages::say::{Html, Say};
use crate::pages::visitor::Visitor;

/// The list, with what is only asked for.
pub(in crate::pages) struct Tasks {
    /// Whether the claim answers a request for information.
    pub(in crate::pages) is_answer: bool,
    pub(in crate::pages) laws: Vec<Task>,
    pub(in crate::pages) wishes: Vec<Task>,
    pub(in crate::pages) activity: String,
}

/// One thing that must be, or should be, there.
pub(in crate::pages) struct Task {
    pub(in crate::pages) is_done: bool,
    pub(in crate::pages) name: Html,
    /// Where it is done.
    pub(in crate::pages) href: String,
    /// The word at its end.
    pub(in crate::pages) state: String,
    pub(in crate::pages) details: Html,
}

impl Tasks {
    /// Gives the list; none: the claim cannot be edited.
    pub(in crate::pages) fn of(visitor: &Visitor, opened: &Opened) -> Option<Self> {
        let claim = opened.claim();
        if !claim.status.is_editable() {
            return None;
        }
        let is_answer = claim.status == Status::ActionRequired;
        let list = List {
            say: visitor.say,
            opened,
            add: format!("{}/documents/new", opened.href()),
        };
        let activity = opened.activity();
        Some(Self {
            is_answer,
            laws: list.laws(is_answer),
            wishes: list.wishes(),
            activity: activity.map_or_else(
                || claim.activity.to_string(),
                |activity| visitor.say.of(&activity.name).to_owned(),
            ),
        })
    }

    pub(in crate::pages) fn done(&self) -> usize {
        self.laws.iter().filter(|task| task.is_done).count()
    }

    /// Lists what stands in the way, as a refused submission says it.
    pub(in crate::pages) fn obstacles(&self) -> impl Iterator<Item = &Task> {
        self.laws.iter().filter(|task| !task.is_done)
    }
}

struct List<'a> {
    say: Say,
    opened: &'a Opened,
    add: String,
}

impl List<'_> {
    fn missing(&self) -> &[Refusal] {
        &self.opened.answer.body.missing
    }

    fn broken(&self, laws: &[Law]) -> Option<&Refusal> {
        self.missing()
            .iter()
            .find(|refusal| laws.contains(&refusal.law()))
    }

    /// Lists the laws of a submission in the order in which they speak, broken or not.
    fn laws(&self, is_answer: bool) -> Vec<Task> {
        let mut tasks = vec![self.cost(), self.proof()];
        tasks.extend(self.required());
        tasks.push(self.amounts());
        if is_answer {
            tasks.push(self.answers());
        }
        tasks.push(self.time(is_answer));
        tasks.extend(self.elsewhere());
        if self.opened.fund.is_some() {
            tasks.push(self.covered());
        }
        tasks.extend(self.others());
        tasks
    }

    fn task(&self, is_done: bool, key: &str, href: &str, details: Html) -> Task {
        let state = if is_done {
            "claim-task-done"
        } else {
            "claim-task-missing"
        };
        Task {
            is_done,
            name: Html::text(&self.say.t(key)),
            href: href.to_owned(),
            state: self.say.t(state).into_owned(),
            details,
        }
    }

    fn cost(&self) -> Task {
        let is_done = self.broken(&[Law::ClaimMustCarryACostDocument]).is_none();
        self.task(is_done, "claim-task-cost", &self.add, Html::default())
    }

    fn proof(&self) -> Task {
        let is_done = self.broken(&[Law::ClaimMustCarryAProof]).is_none();
        let details = if is_done {
            Html::default()
        } else {
            self.asked_of()
        };
        self.task(is_done, "claim-task-proof", &self.add, details)
    }

    /// Says whom a document was asked of, where somebody still owes one.
    fn asked_of(&self) -> Html {
        let asked = &self.opened.details().contributions;
        let open = asked.iter().find(|it| it.state == ContributionState::Open);
        open.map_or_else(Html::default, |open| {
            let said = self.say.say("claim-task-asked-of");
            said.text("person", self.say.person(&open.to.user))
                .date("at", open.at)
                .into_html()
        })
    }

    /// Lists the proofs and figures that the programme insists on.
    fn required(&self) -> Vec<Task> {
        let activity = self.opened.activity();
        let required = |asked: &&Asked| asked.required;
        let proofs = activity.into_iter().flat_map(|it| &it.proofs);
        let metrics = activity.into_iter().flat_map(|it| &it.metrics);
        let proofs = proofs.filter(required).map(|it| self.of_proof(it));
        let metrics = metrics.filter(required).map(|it| self.of_metric(it));
        proofs.chain(metrics).collect()
    }

    /// Lists what the programme asks for and can do without.
    fn wishes(&self) -> Vec<Task> {
        let activity = self.opened.activity();
        let wished = |asked: &&Asked| !asked.required;
        let proofs = activity.into_iter().flat_map(|it| &it.proofs);
        let metrics = activity.into_iter().flat_map(|it| &it.metrics);
        let proofs = proofs.filter(wished).map(|it| self.of_proof(it));
        let metrics = metrics.filter(wished).map(|it| self.of_metric(it));
        proofs.chain(metrics).collect()
    }

    fn of_proof(&self, asked: &Asked) -> Task {
        let documents = &self.opened.claim().documents;
        let is_done = documents
            .iter()
            .any(|document| document.is_proof() && document.answers.as_ref() == Some(&asked.code));
        let state = match is_done {
            true => "claim-task-attached",
            false => "claim-task-not-attached",
        };
        self.asked(asked, is_done, self.say.t(state).into_owned(), &self.add)
    }

    fn of_metric(&self, asked: &Asked) -> Task {
        let metrics = &self.opened.details().metrics;
        let recorded = metrics.iter().find(|metric| metric.code == asked.code);
        let state = match recorded {
            Some(recorded) => super::standing::metric(self.say, &recorded.value),
            None => self.say.t("claim-task-not-recorded").into_owned(),
        };
        let href = format!("#{}", metric_field(&asked.code));
        self.asked(asked, recorded.is_some(), state, &href)
    }

    fn asked(&self, asked: &Asked, is_done: bool, state: String, href: &str) -> Task {
        Task {
            is_done,
            name: Html::text(self.say.of(&asked.name)),
            href: href.to_owned(),
            state,
            details: Html::default(),
        }
    }

    fn amounts(&self) -> Task {
        let broken = self.broken(&[Law::ClaimedMustSumToDeclared, Law::AmountMustFit]);
        let claim = self.opened.claim();
        let claimed = claim
            .documents
            .iter()
            .filter_map(|it| Some(it.cost()?.claimed));
        let claimed: Vec<Money> = claimed.collect();
        let sum = claim.claimed().ok();
        let details = match (sum, broken) {
            (Some(sum), _) => {
                let key = match broken {
                    None => "claim-task-amounts-agree",
                    Some(_) => "claim-task-amounts-differ",
                };
                self.say
                    .say(key)
                    .html("parts", self.sum_of(&claimed))
                    .money("sum", sum)
                    .money("declared", claim.declared)
                    .into_html()
            }
            (None, Some(refusal)) => self.say.refusal(refusal),
            (None, None) => Html::default(),
        };
        let href = format!("{}/details", self.opened.href());
        self.task(broken.is_none(), "claim-task-amounts", &href, details)
    }

    /// Writes what is added up, unless it is long.
    fn sum_of(&self, claimed: &[Money]) -> Html {
        match claimed {
            [] | [_] => Html::default(),
            few if few.len() <= 4 => {
                let parts = few.iter().map(|money| self.say.money(*money).to_string());
                let parts: Vec<String> = parts.collect();
                Html::made(format!("{} = ", parts.join(" + ")))
            }
            many => self
                .say
                .say("claim-task-amounts-of")
                .count("documents", many.len())
                .into_html(),
        }
    }

    fn answers(&self) -> Task {
        let claim = self.opened.claim();
        let items = claim.request.as_ref().map_or(0, |it| it.items.len());
        let is_done = self.broken(&[Law::ItemsMustBeAnswered]).is_none();
        let details = self.say.say("claim-task-answers-to").count("items", items);
        let href = format!("{}/answer", self.opened.href());
        self.task(is_done, "claim-task-answers", &href, details.into_html())
    }

    fn time(&self, is_answer: bool) -> Task {
        let broken = self.broken(&[
            Law::SubmissionMustBeInsideTheClaimingPeriod,
            Law::AnswerMustBeInTime,
            Law::PeriodMustExist,
        ]);
        let claim = self.opened.claim();
        let period = self.opened.policy.period(&claim.period);
        let (key, details) = match (&claim.request, is_answer, period) {
            (Some(request), true, _) => {
                let said = self
                    .say
                    .say("claim-task-until")
                    .weekday("to", request.due_on);
                ("claim-task-answer-in-time", said.into_html())
            }
            (_, _, Some(period)) => {
                let said = self.say.say("claim-task-between");
                let said = said.day("from", period.claimed.from);
                (
                    "claim-task-in-time",
                    said.day("to", claim.claim_until).into_html(),
                )
            }
            (_, _, None) => {
                let said = self
                    .say
                    .say("claim-task-until")
                    .weekday("to", claim.claim_until);
                ("claim-task-in-time", said.into_html())
            }
        };
        self.task(broken.is_none(), key, "#state", details)
    }

    /// Lists the documents that are on another claim as well.
    fn elsewhere(&self) -> Vec<Task> {
        let twice = self.missing().iter().filter_map(|refusal| {
            if let Refusal::DocumentMustNotBeOnAnotherClaim { document, claim } = refusal {
                return Some((*document, *claim));
            }
            None
        });
        let tasks = twice.map(|(document, claim)| {
            let named = self.opened.claim().document(document);
            let name = named.map_or("", |document| document.file.name.as_str());
            let details = self.say.say("claim-task-elsewhere-on").text("name", name);
            let link = Html::link(&format!("/claims/{claim}"), &self.say.t("claim-task-other"));
            let details = details.html("claim", link).into_html();
            self.task(
                false,
                "claim-task-elsewhere",
                &format!("#{document}"),
                details,
            )
        });
        tasks.collect()
    }

    fn covered(&self) -> Task {
        let broken = self.broken(&[Law::FundMustCoverTheClaim]);
        let mut details = Html::default();
        if let Some(Refusal::FundMustCoverTheClaim {
            requested,
            available,
        }) = broken
        {
            let said = self.say.say("claim-task-not-covered");
            let said = said.money("requested", *requested);
            details = said.money("available", *available).into_html();
        }
        let href = format!("{}/details", self.opened.href());
        self.task(broken.is_none(), "claim-task-covered", &href, details)
    }

    /// Says what else the domain refuses, if there is something that has no line of its own.
    fn others(&self) -> Vec<Task> {
        const KNOWN: [Law; 13] = [
            Law::ClaimMustCarryACostDocument,
            Law::ClaimMustCarryAProof,
            Law::RequiredProofMustBeAttached,
            Law::RequiredMetricMustBeRecorded,
            Law::ClaimedMustSumToDeclared,
            Law::AmountMustFit,
            Law::ItemsMustBeAnswered,
            Law::ItemMustBeAsked,
            Law::SubmissionMustBeInsideTheClaimingPeriod,
            Law::AnswerMustBeInTime,
            Law::PeriodMustExist,
            Law::DocumentMustNotBeOnAnotherClaim,
            Law::FundMustCoverTheClaim,
        ];
        let others = self.missing().iter();
        let others = others.filter(|refusal| !KNOWN.contains(&refusal.law()));
        let others = others.map(|refusal| Task {
            is_done: false,
            name: self.say.refusal(refusal),
            href: "#state".to_owned(),
            state: self.say.t("claim-task-missing").into_owned(),
            details: Html::default(),
        });
        others.collect()
    }
}

/// Gives the id of the field of a metric.
pub(in crate::pages) fn metric_field(code: &MetricCode) -> String {
    format!("m-{code}-value")
}
