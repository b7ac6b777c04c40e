using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Intake;

/// <summary>Makes orders for a ledger of what participants order, by whatever way they do.</summary>
internal static class Orders
{
    /// <summary>Why a ledger need not be given an order; null where it is to judge.</summary>
    public static Standing? Check(ServedLedger ledger, Order order) => order switch
    {
        { System: var system } when system >= ledger.Directory.Systems.Count => Standing.UnknownSystem,
        { AmountMinor: < 0 } => Standing.BadAmount,
        { Kind: OrderKind.SetLimit, Counterparty: var other }
            when other < 0 || other >= ledger.Participants.Count => Standing.UnknownParty,
        { Kind: OrderKind.Reprioritise, Detail: > (byte)Priority.Normal } => Standing.BadPriority,
        { Kind: OrderKind.Fund, Detail: > 1 } => Standing.BadField,
        { Id: var id } when new InstructionId(id).IsNumbered => Standing.BadId,
        _ => null,
    };

    /// <summary>What a ledger is given.</summary>
    /// <param name="ledger">Who is who in it.</param>
    /// <param name="participant">Whose order it is.</param>
    /// <param name="order">One that was checked.</param>
    /// <param name="form">As what it came.</param>
    public static LedgerOrder ToLedger(ServedLedger ledger, int participant, Order order, FrameKind form)
    {
        int account = ledger.Participants[participant].Account;
        SettlementCommand command = order.Kind switch
        {
            OrderKind.Cancel => SettlementCommand.Cancel(0, -1, account),
            OrderKind.Reprioritise => SettlementCommand.Reprioritise(0, -1, account, (Priority)order.Detail),
            OrderKind.SetLimit => SettlementCommand.SetLimit(
                0, account, ledger.Participants[order.Counterparty].Account, order.AmountMinor),
            OrderKind.SetMultilateralLimit => SettlementCommand.SetMultilateralLimit(0, account, order.AmountMinor),
            OrderKind.SetReserve => SettlementCommand.SetReserve(0, account, order.Detail, order.AmountMinor),
            OrderKind.Fund => SettlementCommand.Fund(0, account, order.AmountMinor, order.Detail == 1),
            _ => SettlementCommand.Withdraw(0, account, order.AmountMinor),
        };
        return new LedgerOrder
        {
            Participant = participant,
            Account = account,
            Command = new Blob<LedgerCommand>(new[]
            {
                new LedgerCommand
                {
                    Id = new InstructionId(order.Id),
                    Command = command,
                    Member = order.System,
                    Format = (byte)form,
                },
            }),
            About = order.Kind is OrderKind.Cancel or OrderKind.Reprioritise
                ? new Blob<InstructionId>(new[] { new InstructionId(order.Payment) })
                : default,
        };
    }
}
