using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Intake;
using Clearing.Server.Ledgers;
using Clearing.Server.Notices;
using Clearing.Server.Telling;
using Clearing.Settlement.Ledgers;
using Standing = Clearing.Messages.Sessions.Standing;

namespace Clearing.Server.Sessions;

/// <summary>The controls of an open session: questions, orders, heartbeats, acknowledged notices.</summary>
internal sealed class ControlDesk(
    Line line, LoggedIn who, NoticeDesk? notices, Func<string, string, Task>? keepOrder)
{
    private readonly ServedLedger _ledger = who.Ledger;

    /// <summary>Handles a control and answers it. Logout is left to the caller.</summary>
    public async ValueTask HandleAsync(byte[] contents)
    {
        switch ((ControlKind)contents[0])
        {
            case ControlKind.Heartbeat when Heartbeat.TryRead(contents, out Heartbeat heartbeat):
                await AnswerAsync(heartbeat).ConfigureAwait(false);
                break;
            case ControlKind.DirectoryRequest when BareControl.Is(contents, ControlKind.DirectoryRequest):
                await SendDirectoryAsync().ConfigureAwait(false);
                break;
            case ControlKind.Ask when Ask.TryRead(contents, out Ask ask):
                await AnswerAsync(ask).ConfigureAwait(false);
                break;
            case ControlKind.Order when Order.TryRead(contents, out Order order):
                await AnswerAsync(order).ConfigureAwait(false);
                break;
            case ControlKind.NoticesTaken when notices is not null
                && NoticesTaken.TryRead(contents, out NoticesTaken taken):
                await notices.TakenAsync(taken.Number).ConfigureAwait(false);
                break;
            case ControlKind.Close when Close.TryRead(contents, out _):
                line.Lose();
                break;
            default:
                line.End(CloseCode.Control, text: "a control that cannot be read, or not here");
                break;
        }
    }

    private async ValueTask AnswerAsync(Heartbeat heartbeat)
    {
        if (!heartbeat.IsAnswer)
        {
            Heartbeat answer = new(true, heartbeat.Token, _ledger.Clock());
            await line.SendAsync(answer.Write).ConfigureAwait(false);
        }
    }

    private async ValueTask SendDirectoryAsync()
    {
        foreach (DirectoryPage page in _ledger.Directory.Pages())
        {
            await line.SendAsync(page.Write).ConfigureAwait(false);
        }
    }

    private async ValueTask AnswerAsync(Ask ask)
    {
        InstructionId[] ids = [.. ask.Ids.Select(id => new InstructionId(id))];
        ReadOnlyMemory<PaymentState> states = default;
        try
        {
            InstructionAnswers answers =
                await _ledger.Grain.AskAsync(new Blob<InstructionId>(ids)).ConfigureAwait(false);
            states = answers.Answers.Items;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The ledger did not answer: nothing definite can be said now.
        }

        States told = new(ask.Request, [.. ids.Select((id, i) => new InstructionState(
            id.Value, states.Length == ids.Length ? AnswerTo(id, states.Span[i]) : Unavailable))]);
        await line.SendAsync(told.Write).ConfigureAwait(false);
    }

    private static AnswerRecord Unavailable => new(Standing.Unavailable, false, 0, -1, 0);

    /// <summary>Another sender's numbers could be guessed, so they are as good as unknown.</summary>
    private AnswerRecord AnswerTo(InstructionId id, in PaymentState state) =>
        id.IsNumbered && id.Participant != who.Participant
            ? new AnswerRecord(Standing.Unknown, false, 0, -1, 0)
            : AnswerFrames.Of(state);

    private async ValueTask AnswerAsync(Order order)
    {
        AnswerRecord answer;
        try
        {
            answer = Orders.Check(_ledger, order) is { } refusal
                ? new AnswerRecord(refusal, false, 0, -1, 0)
                : AnswerFrames.Of(await _ledger.Grain.OrderAsync(
                    Orders.ToLedger(_ledger, who.Participant, order, FrameKind.Control)).ConfigureAwait(false));
            if (keepOrder is not null && order.Kind is not (OrderKind.Cancel or OrderKind.Reprioritise))
            {
                await keepOrder(who.Hello.Terminal, $"{_ledger.Name} {order.Kind}, answered {answer.Standing}")
                    .ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            answer = new AnswerRecord(Standing.InDoubt, false, 0, -1, 0);
        }

        await line.SendAsync(new OrderAnswer(order.Request, answer).Write).ConfigureAwait(false);
    }
}
