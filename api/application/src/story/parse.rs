//! The lines of a story file: who and what it is about, then its steps.

use domain::{ActivityCode, Actor, Money, Policy, ProgrammeCommand, ProgrammeId};
use projections::Command;
use projections::ledger::FundFigures;

use super::claim_commands::claim_command;
use super::expectation::{expected, lots};
use super::fund_commands::fund_command;
use super::names::{FundName, Names};
use super::time::Hours;
use super::words::{ParseError, Words, lines};
use super::{Check, Doing, Said, Step, Story};

/// Reads a story from the text of its file.
pub(super) fn parse(
    file: &str,
    text: &str,
    policy_of: impl Fn(&ProgrammeId) -> Option<Policy>,
) -> Result<Story, ParseError> {
    let mut lines = lines(file, text)?.into_iter();
    let end = || ParseError {
        file: file.to_owned(),
        line: text.lines().count().max(1),
        expected: "`story` and `programme`".to_owned(),
        found: "the end of the file".to_owned(),
    };
    let (name, title) = story_line(lines.next().ok_or_else(end)?)?;
    let (programme, policy) = programme_line(lines.next().ok_or_else(end)?, policy_of)?;
    let mut parser = Parser {
        hours: Hours::new(policy.time_zone),
        columns: vec![],
        story: Story {
            file: file.to_owned(),
            names: Names::of_story(&name),
            name,
            title,
            programme,
            policy,
            steps: vec![],
        },
    };
    for words in lines {
        parser.line(words)?;
    }
    Ok(parser.story)
}

fn story_line(mut words: Words<'_>) -> Result<(String, String), ParseError> {
    words.keyword("story")?;
    // The name is a part of command keys: the short names of the domain are safe there.
    let name: ActivityCode = words.value("a short name such as atelier-breton")?;
    let title = words.text("a title")?;
    words.end()?;
    Ok((name.to_string(), title))
}

fn programme_line(
    mut words: Words<'_>,
    policy_of: impl Fn(&ProgrammeId) -> Option<Policy>,
) -> Result<(ProgrammeId, Policy), ParseError> {
    words.keyword("programme")?;
    let found = words.read("a programme that has a policy here", |word| {
        let programme: ProgrammeId = word.parse().ok()?;
        let policy = policy_of(&programme)?;
        Some((programme, policy))
    })?;
    words.end()?;
    Ok(found)
}

struct Parser {
    story: Story,
    hours: Hours,
    /// The order of the figures, once a line has named it.
    columns: Vec<Column>,
}

/// A column of figures: its name, and where it belongs.
type Column = (&'static str, fn(&mut FundFigures) -> &mut Money);

const COLUMNS: [Column; 6] = [
    ("earned", |figures| &mut figures.earned),
    ("reserved", |figures| &mut figures.reserved),
    ("committed", |figures| &mut figures.committed),
    ("paid", |figures| &mut figures.paid),
    ("expired", |figures| &mut figures.expired),
    ("available", |figures| &mut figures.available),
];

impl Parser {
    fn line(&mut self, mut words: Words<'_>) -> Result<(), ParseError> {
        match words.peek() {
            Some("actor") => self.actor(&mut words),
            Some("fund") => self.fund(&mut words),
            Some("figures") => self.figures(&mut words),
            Some("lots") => self.lots(&mut words),
            Some(_) | None => self.step(&mut words),
        }
    }

    fn actor(&mut self, words: &mut Words<'_>) -> Result<(), ParseError> {
        words.keyword("actor")?;
        let taken = words.expected("a name that no other actor has");
        let alias = words.word("the name of an actor")?;
        words.keyword("=")?;
        let person = words.word("a person such as ines@helio-cloud")?;
        let actor: Actor = words
            .read("a role, after a person such as ines@helio-cloud", |role| {
                format!("{person} {role}").parse().ok()
            })?;
        words.end()?;
        match self.story.names.add_actor(alias, actor) {
            true => Ok(()),
            false => Err(taken),
        }
    }

    fn fund(&mut self, words: &mut Words<'_>) -> Result<(), ParseError> {
        words.keyword("fund")?;
        let taken = words.expected("a name that no other fund has");
        let alias = words.word("the name of a fund")?;
        words.keyword("=")?;
        let partner = words.value("a partner such as atelier-breton")?;
        let policy = &self.story.policy;
        let period = words.read("a period of the programme", |word| {
            policy
                .period(&word.parse().ok()?)
                .map(|period| period.id.clone())
        })?;
        words.end()?;
        let id = domain::fund_id(&self.story.programme, &period, &partner, policy.currency);
        let fund = FundName {
            id,
            partner,
            period,
        };
        match self.story.names.add_fund(alias, fund) {
            true => Ok(()),
            false => Err(taken),
        }
    }

    fn step(&mut self, words: &mut Words<'_>) -> Result<(), ParseError> {
        let line = words.line();
        let at = self.hours.next(words)?;
        let actor = words.peek().unwrap_or_default().to_owned();
        let by = self.story.names.known_actor(words)?;
        let unknown = words.expected("a command on a claim or a fund");
        let command = words.word("a command")?;
        let subject = words.peek().unwrap_or_default().to_owned();
        let doing = self.doing(&command, words)?.ok_or(unknown)?;
        let currency = self.story.policy.currency;
        let expected = expected(words, &self.story.names, &doing, currency)?;
        let number = self.story.steps.len() + 1;
        let key = format!("story:{}:{number:03}", self.story.name);
        let key = key.parse().expect("a short name and a number are visible");
        let said = Said {
            actor,
            command,
            subject,
        };
        self.story.steps.push(Step {
            line,
            at,
            by,
            said,
            doing,
            key,
            expected,
            checks: vec![],
        });
        Ok(())
    }

    /// Takes the subject and the arguments; none for an unknown command.
    fn doing(&mut self, command: &str, words: &mut Words<'_>) -> Result<Option<Doing>, ParseError> {
        let Story {
            names,
            policy,
            programme,
            ..
        } = &mut self.story;
        if command == "publish" {
            words.keyword(programme.as_str())?;
            let publish = ProgrammeCommand::Publish(Box::new(policy.clone()));
            let command = Command::Programme(programme.clone(), publish);
            return Ok(Some(Doing::Command(Box::new(command))));
        }
        if command == "look" {
            return Ok(Some(Doing::Look(names.known(words)?)));
        }
        let is_about_a_fund = words.peek().is_some_and(|word| names.fund(word).is_some());
        let command = if is_about_a_fund {
            let fund = names.known_fund(words)?;
            let policy = (&*programme, policy.currency);
            fund_command(command, &fund, words, names, policy)?
                .map(|command| Command::Fund(fund.id, command))
        } else {
            let claim = match command {
                "create" => names.introduce(words)?,
                _ => names.known(words)?,
            };
            claim_command(command, words, names, policy.currency)?
                .map(|command| Command::Claim(claim, command))
        };
        Ok(command.map(|command| Doing::Command(Box::new(command))))
    }

    fn figures(&mut self, words: &mut Words<'_>) -> Result<(), ParseError> {
        let line = words.line();
        words.keyword("figures")?;
        if words.take_if("fund") {
            self.columns.clear();
            for _ in COLUMNS {
                let columns = &self.columns;
                let column = words.read("a column that is not named yet", |word| {
                    let is_it = |(name, _): &Column| *name == word;
                    let is_new = !columns.iter().any(is_it);
                    COLUMNS.into_iter().find(is_it).filter(|_| is_new)
                })?;
                self.columns.push(column);
            }
            return words.end();
        }
        if self.columns.is_empty() {
            return Err(words.expected("`fund` and the columns of the figures"));
        }
        let fund = self.story.names.known_fund(words)?.id;
        let currency = self.story.policy.currency;
        let mut figures = FundFigures::new(&domain::fund::Figures::default(), currency);
        for (_, figure) in &self.columns {
            *figure(&mut figures) = words.amount(currency)?;
        }
        words.end()?;
        let figures = Check::Figures {
            line,
            fund,
            figures,
        };
        self.check(words, figures)
    }

    fn lots(&mut self, words: &mut Words<'_>) -> Result<(), ParseError> {
        let line = words.line();
        words.keyword("lots")?;
        let fund = self.story.names.known_fund(words)?.id;
        let lots = lots(words, &self.story.names, self.story.policy.currency)?;
        self.check(words, Check::Lots { line, fund, lots })
    }

    fn check(&mut self, words: &Words<'_>, check: Check) -> Result<(), ParseError> {
        let step = self.story.steps.last_mut();
        let step = step.ok_or_else(|| words.expected("a step above, after which this holds"))?;
        step.checks.push(check);
        Ok(())
    }
}
