//! Traces: the earnings behind a claim, and where an earning went. Read from the log alone.

use domain::access::Operation;
use domain::{ClaimId, FundId, LotId, Refusal};
use projections::log::{AsOf, Moment};
use projections::trace::{
    ClaimTrace, FundTrace, LotTrace, TraceError, fund_of_lot, trace_claim, trace_fund, trace_lot,
};

use super::error::found;
use super::{Answer, AskError, Asker, Questions};

impl Questions {
    /// Traces a claim's money back to the earnings it came from.
    pub async fn claim_trace(
        &self,
        asker: Asker<'_>,
        id: ClaimId,
        as_of: Option<AsOf>,
    ) -> Result<Answer<ClaimTrace>, AskError> {
        let viewer = self.admit(asker, Operation::ReadTrace).await?;
        let moment = self.moment_or_head(as_of).await?;
        let trace = trace_claim(self.ledger.pool(), id, moment.position).await?;
        // A trace shows lots, so it is for those who may see the fund.
        let is_theirs = viewer.can_see_money(&trace.partner, &trace.programme);
        answer(moment, is_theirs.then_some(trace)).there(Refusal::ClaimMustExist)
    }

    /// Traces where the money of all lots of a fund went.
    pub async fn fund_trace(
        &self,
        asker: Asker<'_>,
        id: FundId,
        as_of: Option<AsOf>,
    ) -> Result<Answer<FundTrace>, AskError> {
        let viewer = self.admit(asker, Operation::ReadTrace).await?;
        let moment = self.moment_or_head(as_of).await?;
        let trace = trace_fund(self.ledger.pool(), id, moment.position).await?;
        let is_theirs = viewer.can_see_money(&trace.partner, &trace.programme);
        answer(moment, is_theirs.then_some(trace)).there(Refusal::FundMustExist)
    }

    /// Traces where the money of one lot went; the fund it is in may be looked for.
    pub async fn lot_trace(
        &self,
        asker: Asker<'_>,
        (fund, lot): (Option<FundId>, LotId),
        as_of: Option<AsOf>,
    ) -> Result<Answer<LotTrace>, AskError> {
        let viewer = self.admit(asker, Operation::ReadTrace).await?;
        let moment = self.moment_or_head(as_of).await?;
        let (pool, position) = (self.ledger.pool(), moment.position);
        let unknown = || TraceError::NoSuchLot { lot, position };
        let fund = match fund {
            Some(fund) => fund,
            None => fund_of_lot(pool, lot, position)
                .await?
                .ok_or_else(unknown)?,
        };
        let traced = trace_lot(pool, fund, lot, position).await;
        let is_theirs = match &traced {
            Ok(FundTrace {
                partner, programme, ..
            })
            | Err(TraceError::LotIsNotInTheFund {
                partner, programme, ..
            }) => viewer.can_see_money(partner, programme),
            Err(_) => true,
        };
        let law = Refusal::FundMustExist;
        let traced = found(is_theirs.then_some(traced), law, Some(moment))?;
        let lot = traced?.lots.into_iter().next().ok_or_else(unknown)?;
        Ok(answer(moment, lot))
    }
}

fn answer<T>(moment: Moment, body: T) -> Answer<T> {
    Answer {
        body,
        position: moment.position,
        waited: None,
        moment: Some(moment),
    }
}
