using System.Buffers;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Notices;

namespace Clearing.Server.Sessions;

/// <summary>
/// An open session: what comes is read and handled in order, instructions are answered in order, and notices are sent
/// beside them.
/// </summary>
internal sealed class Session(
    Line line, LoggedIn who, InstructionDesk instructions, NoticeDesk? notices, Func<string, string, Task>? keepOrder,
    Func<long> clock)
{
    private readonly ControlDesk _controls = new(line, who, notices, keepOrder);
    private bool _isLoggedOut;
    private bool _isStopped;

    public LoggedIn Who => who;

    /// <summary>Runs until it ends; the line then has a reason.</summary>
    public async Task RunAsync()
    {
        Task answering = GuardAsync(instructions.AnswerAsync());
        Task telling = notices is null ? Task.CompletedTask : GuardAsync(notices.RunAsync());
        Task reading = GuardAsync(ReadAsync());
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        instructions.Complete();
        await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        line.End(_isStopped ? CloseCode.Stopping : CloseCode.Done);
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (notices is not null)
        {
            await notices.LeaveAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(reading, answering, telling).ConfigureAwait(false);
    }

    /// <summary>Takes in nothing more; ends when all is answered.</summary>
    public void Stop()
    {
        _isStopped = true;
        Volatile.Write(ref _isLoggedOut, true);
        line.Input.CancelPendingRead();
    }

    /// <summary>Finds out whether the notices are still its own.</summary>
    public void CheckNotices() => _ = notices?.CheckAsync();

    /// <summary>Whatever goes wrong in one of the three ends them all.</summary>
    private async Task GuardAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch
        {
            line.End(CloseCode.Unavailable, text: "the service failed");
            throw;
        }
    }

    private async Task ReadAsync()
    {
        while (!Volatile.Read(ref _isLoggedOut) && await line.ReadAsync().ConfigureAwait(false) is { } read)
        {
            ReadOnlySequence<byte> received = read.Buffer;
            FrameStatus status = FrameStatus.NeedsMore;
            instructions.BeginRead();
            while (!line.IsEnding && !Volatile.Read(ref _isLoggedOut)
                && (status = Frames.TryRead(ref received, out Frame frame)) == FrameStatus.Complete)
            {
                line.Heard();
                await HandleAsync(frame).ConfigureAwait(false);
            }

            instructions.Dispatch();
            if (status is not (FrameStatus.NeedsMore or FrameStatus.Complete))
            {
                line.End(CloseCode.Frame, text: Told(status));
            }

            line.Input.AdvanceTo(received.Start, received.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private async ValueTask HandleAsync(Frame frame)
    {
        if (who.Proof is not null ? !who.Proof.Check(frame, clock()) : frame.Has(FrameMarks.Authenticated))
        {
            line.End(CloseCode.Authentication, text: "the proof failed");
            return;
        }

        switch (frame.Kind)
        {
            case FrameKind.Control:
                await HandleControlAsync(frame.Contents.ToArray()).ConfigureAwait(false);
                break;
            case FrameKind.Answers or FrameKind.Notices:
                line.End(CloseCode.NotAllowed, text: "answers and notices come from the server");
                break;
            case var _ when frame.Has(FrameMarks.Notices):
                line.End(CloseCode.NotAllowed, text: "notices come from the server");
                break;
            default:
                await TakeAsync(frame).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask TakeAsync(Frame frame)
    {
        int count = instructions.Count(frame);
        if (count > 0 && await instructions.MakeRoomAsync(count, frame.Kind == FrameKind.Bulk).ConfigureAwait(false))
        {
            instructions.Take(frame, count);
        }
    }

    private async ValueTask HandleControlAsync(byte[] contents)
    {
        // What these say is behind the instructions before them.
        if ((ControlKind)contents[0] is ControlKind.Ask or ControlKind.Order or ControlKind.Logout)
        {
            await instructions.DispatchAsync().ConfigureAwait(false);
        }

        if (BareControl.Is(contents, ControlKind.Logout))
        {
            Volatile.Write(ref _isLoggedOut, true);
            return;
        }

        await _controls.HandleAsync(contents).ConfigureAwait(false);
    }

    private static string Told(FrameStatus status) => status switch
    {
        FrameStatus.BadLength => "a frame of that length is not taken",
        FrameStatus.BadFormat => "there are no frames of that format",
        _ => "a flag has no meaning there, or one lacks",
    };
}
