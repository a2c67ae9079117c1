//! What is asked of a fund itself: opening, earnings, adjustments, rollovers, expirations.

use application::wire::form::{AdjustmentReasonWord, Day, Id, Name, NewLine, NewText, Word};
use application::wire::{FiguresBody, MoneyBody, NoFields, Reader, Wire};
use axum::extract::State as With;
use domain::access::Operation;
use domain::fund::{Adjust, AdjustmentReason, Open, RecordEarning, RollOver};
use domain::{Currency, FundCommand, FundId, LotId, OrgId, PeriodId, ProgrammeId, fund_id};
use projections::Command;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::routes::{Route, post};
use crate::json::target::on_fund;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        post("/v1/funds", open)
            .says(
                "open_fund",
                "Opens the fund of a partner in a programme and period.",
            )
            .does::<FiguresBody>(&[Operation::OpenFund]),
        on_fund::<EarningBody>("/v1/funds/{fund}/earnings", FundCommand::RecordEarning)
            .says(
                "record_earning",
                "Records what a partner earned, as a new lot.",
            )
            .does::<FiguresBody>(&[Operation::RecordEarning]),
        on_fund::<AdjustmentBody>("/v1/funds/{fund}/adjustments", FundCommand::Adjust)
            .says("adjust_fund", "Corrects what was earned.")
            .does::<FiguresBody>(&[Operation::AdjustFund]),
        on_fund::<RolloverBody>("/v1/funds/{fund}/rollovers", FundCommand::RollOver)
            .says(
                "roll_over_fund",
                "Moves money to another fund of the partner, as a new lot.",
            )
            .does::<FiguresBody>(&[Operation::RollOverFund]),
        on_fund::<NoFields>("/v1/funds/{fund}/expirations", |()| FundCommand::Expire)
            .says(
                "expire_fund",
                "Ends what is left of a fund after its claiming period.",
            )
            .explains("The ledger does this itself; nobody else may.")
            .does::<FiguresBody>(&[Operation::ExpireFund]),
    ]
}

/// The one fund a partner has in a programme, period and currency; its id follows from the four.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FundBody {
    #[schemars(with = "Name")]
    programme: String,
    #[schemars(with = "Name")]
    period: String,
    #[schemars(with = "Name")]
    partner: String,
    #[schemars(with = "Word<Currency>")]
    currency: String,
}

impl Wire for FundBody {
    type Into = (FundId, FundCommand);

    fn read(self, at: &mut Reader) -> Option<Self::Into> {
        let programme: Option<ProgrammeId> = at.name("programme", &self.programme);
        let period: Option<PeriodId> = at.name("period", &self.period);
        let partner: Option<OrgId> = at.name("partner", &self.partner);
        let currency: Option<Currency> = at.parsed("currency", "unknown_currency", &self.currency);
        let (programme, period, partner) = (programme?, period?, partner?);
        let currency = currency?;
        let id = fund_id(&programme, &period, &partner, currency);
        let open = Open {
            programme,
            period,
            partner,
            currency,
        };
        Some((id, FundCommand::Open(open)))
    }
}

async fn open(
    With(state): With<State>,
    caller: Caller,
    Body((id, command)): Body<FundBody>,
) -> Result<Done, Failure> {
    let command = Command::Fund(id, command);
    let done = state.carry_out(&caller, None, command).await?;
    Ok(done.located_under("/v1/funds"))
}

/// An earning: a new lot of the fund.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EarningBody {
    #[schemars(with = "Option<Id<LotId>>")]
    lot: Option<String>,
    amount: MoneyBody,
    #[schemars(with = "Day")]
    earned_on: String,
    #[schemars(with = "NewLine")]
    source: String,
}

impl Wire for EarningBody {
    type Into = RecordEarning;

    fn read(self, at: &mut Reader) -> Option<RecordEarning> {
        let lot = at.id_or_new("lot", self.lot);
        let amount = at.money("amount", &self.amount);
        let earned_on = at.date("earned_on", &self.earned_on);
        let source = at.line("source", self.source);
        Some(RecordEarning {
            lot: lot?,
            amount: amount?,
            earned_on: earned_on?,
            source: source?,
        })
    }
}

/// A correction of what was earned.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AdjustmentBody {
    delta: MoneyBody,
    #[schemars(with = "Word<AdjustmentReasonWord>")]
    reason: String,
    #[schemars(with = "NewText")]
    text: String,
}

impl Wire for AdjustmentBody {
    type Into = Adjust;

    fn read(self, at: &mut Reader) -> Option<Adjust> {
        let delta = at.money("delta", &self.delta);
        let reason = match self.reason.as_str() {
            "correction" => Some(AdjustmentReason::Correction),
            "return" => Some(AdjustmentReason::Return),
            "bonus" => Some(AdjustmentReason::Bonus),
            "other" => Some(AdjustmentReason::Other),
            _ => {
                let detail = "a reason is correction, return, bonus or other";
                at.refuse("reason", "unknown_choice", detail);
                None
            }
        };
        let text = at.text("text", self.text);
        Some(Adjust {
            delta: delta?,
            reason: reason?,
            text: text?,
        })
    }
}

/// Money that moves to another fund of the partner, as a new lot there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RolloverBody {
    #[schemars(with = "Id<FundId>")]
    to: String,
    amount: MoneyBody,
    #[schemars(with = "Option<Id<LotId>>")]
    lot: Option<String>,
}

impl Wire for RolloverBody {
    type Into = RollOver;

    fn read(self, at: &mut Reader) -> Option<RollOver> {
        let to = at.id("to", &self.to);
        let amount = at.money("amount", &self.amount);
        let lot = at.id_or_new("lot", self.lot);
        Some(RollOver {
            to: to?,
            amount: amount?,
            lot: lot?,
        })
    }
}
