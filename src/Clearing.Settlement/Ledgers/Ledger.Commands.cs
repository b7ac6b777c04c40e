using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;

namespace Clearing.Settlement.Ledgers;

/// <content>What becomes of one command before a system sees it.</content>
public sealed partial class Ledger
{
    private CommandResult Submit(in LedgerCommand command, uint hash)
    {
        int number = command.Command.Payment;
        if (command.IsScripted)
        {
            TakeScripted(number);
        }
        else
        {
            Verdict verdict = Judge(command, hash, out number);
            if (verdict != Verdict.Accepted)
            {
                return new CommandResult(verdict, number);
            }

            number = _memory.Add(command.Id, hash, new Remembered(
                command.Id, Remembered.BodyOf(command), command.Command.From, command.Format, Now));
        }

        _room.Take(command.Command.From, command.Command.AmountMinor);
        _currencies[_count] = command.Currency;
        _payments[_count++] = command.Command with { Time = Now, Payment = number };
        return new CommandResult(Verdict.Accepted, number);
    }

    private CommandResult Order(in LedgerCommand command, uint hash, bool isAlone)
    {
        int number = -1;
        if (!command.IsScripted)
        {
            if (!isAlone)
            {
                throw new ArgumentException($"Order {command.Id} from outside does not have its slice for itself.");
            }

            Verdict verdict = Judge(command, hash, out number);
            if (verdict != Verdict.Accepted)
            {
                return new CommandResult(verdict, number);
            }

            number = _memory.Add(command.Id, hash, new Remembered(
                command.Id, Remembered.BodyOf(command), command.Command.From, command.Format, Now));
        }
        else
        {
            ScriptedTaken++;
        }

        _machine.Order(command.Member, command.Command with { Time = Now });
        return new CommandResult(Verdict.Accepted, number);
    }

    // What became of an order from outside, which had the slice for itself.
    private void NoteOrder(in LedgerCommand command, int number)
    {
        SettlementCommand order = command.Command;
        if (order.Kind == CommandKind.Submit)
        {
            return;
        }

        bool isRefused = false;
        foreach (EventRun run in Events.Runs)
        {
            foreach (ref readonly SettlementEvent e in Events.Events.Slice(run.Start, run.Count))
            {
                isRefused |= e.Kind == EventKind.RequestRefused && e.Time == Now && run.Member == command.Member
                    && e.Payment == order.Payment && e.From == order.From;
            }
        }

        _memory.SetFate(number, isRefused ? FateStatus.NotDone : FateStatus.Done, new() { Time = Now });
    }

    // A command from outside; a repetition is given the number that it has.
    private Verdict Judge(in LedgerCommand command, uint hash, out int number)
    {
        number = -1;
        InstructionId id = command.Id;
        if (!CommandRules.IsFromOutside(command.Command))
        {
            return Verdict.BadKind;
        }

        if (id == InstructionId.None
            || (id.IsNumbered && (id.Participant >= _memory.Participants || id.Number == ulong.MaxValue)))
        {
            return Verdict.BadId;
        }

        int known = _memory.Find(id, hash);
        if (known >= 0)
        {
            number = known;
            bool isSame = _memory.Of(known).Body == Remembered.BodyOf(command);
            return isSame ? Verdict.Repeated : Verdict.Different;
        }

        return known == NumberWindows.Old ? Verdict.TooOld : JudgeNew(command);
    }

    private Verdict JudgeNew(in LedgerCommand command)
    {
        SettlementCommand asked = command.Command;
        bool isPayment = asked.Kind == CommandKind.Submit;
        Verdict verdict = _rules.Of(command, Now);
        if (verdict != Verdict.Accepted)
        {
            return verdict;
        }

        // A replay may have sealed the payment, and so forgotten it, sooner than the first time.
        if (!_isReplay && asked.Kind is CommandKind.Cancel or CommandKind.Reprioritise
            && !IsPayer(asked.From, asked.Payment))
        {
            return Verdict.UnknownPayment;
        }

        if (_memory.Next == FirstMade)
        {
            return Verdict.NumbersUsedUp;
        }

        return _isReplay ? Verdict.Accepted
            : isPayment ? OfRoom(asked)
            : asked.Kind is CommandKind.AddBalance or CommandKind.Fund && !_machine.HasRoom(asked.From, asked.From)
                ? Verdict.TooLarge
            : Verdict.Accepted;
    }

    private Verdict OfRoom(in SettlementCommand payment) =>
        _room.Has(payment.From, payment.AmountMinor) && _machine.HasRoom(payment.From, payment.To)
            ? Verdict.Accepted
            : Verdict.TooLarge;

    private bool IsPayer(int account, int payment) => payment >= 0
        && (payment < _book.Payers.Length
            ? _book.Payers[payment] == account
            : _memory.Has(payment) && _memory.Of(payment) is { IsOrder: false } paid && paid.From == account);

    private void TakeScripted(int payment)
    {
        if (payment < 0 || payment >= _scriptTaken.Length || _scriptTaken[payment])
        {
            throw new ArgumentException($"Payment {payment} of the script is none, or was carried out before.");
        }

        _scriptTaken[payment] = true;
        ScriptedTaken++;
    }
}
