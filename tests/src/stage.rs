//! A small stage for tests of the ledger: a programme, a partner's fund, those who act.

use chrono::{DateTime, Utc};
use domain::{
    Actor, ClaimCommand, ClaimId, CommentId, Currency, FundCommand, FundId, LotId, Money, Policy,
    ProgrammeCommand, ProgrammeId, claim, fund, fund_id, named_uuid,
};
use projections::{Answer, Command, CommandError, Ledger, Request};

/// The ledger's clock in tests.
pub fn clock() -> DateTime<Utc> {
    Utc::now()
}

/// A business time inside the claiming period of the stage's programme.
pub fn noon() -> DateTime<Utc> {
    "2024-03-20T12:00:00Z".parse().expect("a time")
}

/// Reads an actor such as `camille@atelier-breton partner_user`.
pub fn actor(text: &str) -> Actor {
    text.parse().expect("an actor")
}

/// A programme and one fund with 10,000.00 EUR.
#[derive(Clone)]
pub struct Stage {
    pub ledger: Ledger,
    pub programme: ProgrammeId,
    pub fund: FundId,
    pub camille: Actor,
}

impl Stage {
    /// Publishes the programme and opens the fund.
    pub async fn set(ledger: Ledger) -> Self {
        let policy = application::story::embedded_policy(&"helio-coop".parse().expect("a name"));
        let policy: Policy = policy.expect("the program carries this programme");
        let programme: ProgrammeId = "helio-coop".parse().expect("a name");
        let period = "2024-H1".parse().expect("a name");
        let camille = actor("camille@atelier-breton partner_user");
        let admin = actor("ada@helio-cloud programme_admin");
        let fund = fund_id(&programme, &period, &camille.org, Currency::EUR);
        let publish = ProgrammeCommand::Publish(Box::new(policy));
        let open = FundCommand::Open(fund::Open {
            programme: programme.clone(),
            period,
            partner: camille.org.clone(),
            currency: Currency::EUR,
        });
        let earn = FundCommand::RecordEarning(fund::RecordEarning {
            lot: LotId::from_uuid(named_uuid("lot")),
            amount: Money::from_minor(1_000_000, Currency::EUR),
            earned_on: "2023-09-30".parse().expect("a day"),
            source: "stage".to_owned(),
        });
        let stage = Self {
            ledger,
            programme: programme.clone(),
            fund,
            camille,
        };
        let commands = [
            (Command::Programme(programme, publish), admin.clone()),
            (Command::Fund(fund, open), admin),
            (Command::Fund(fund, earn), actor("fay@helio-cloud finance")),
        ];
        for (command, by) in commands {
            let executed = stage
                .ledger
                .execute(Request::new(command, by, noon()))
                .await;
            executed.expect("the stage can be set");
        }
        stage
    }

    /// Files a claim for an amount of minor units.
    pub fn create(&self, name: &str, minor: i64) -> Request {
        let command = ClaimCommand::Create(claim::Create {
            fund: self.fund,
            activity: "trade-show".parse().expect("a name"),
            title: format!("Claim {name}"),
            executed_on: "2024-03-14".parse().expect("a day"),
            declared: Money::from_minor(minor, Currency::EUR),
            location: None,
        });
        self.on(claim(name), command)
    }

    /// Adds a comment to a claim.
    pub fn comment(&self, name: &str, text: &str) -> Request {
        let id = CommentId::from_uuid(named_uuid(&format!("{name}/{text}")));
        let command = ClaimCommand::AddComment(claim::AddComment {
            id,
            text: text.to_owned(),
            document: None,
            in_reply_to: None,
            visibility: domain::claim::Visibility::Everyone,
        });
        self.on(claim(name), command)
    }

    /// Makes a request of Camille's.
    pub fn on(&self, id: ClaimId, command: ClaimCommand) -> Request {
        Request::new(Command::Claim(id, command), self.camille.clone(), noon())
    }

    /// Executes a request.
    pub async fn does(&self, request: Request) -> Result<Answer, CommandError> {
        self.ledger.execute(request).await
    }
}

/// Gives the id of a claim by its name in a test.
pub fn claim(name: &str) -> ClaimId {
    ClaimId::from_uuid(named_uuid(name))
}
