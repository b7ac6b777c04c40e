using System.Buffers;
using System.Threading.Channels;
using Clearing.Grains.Ledgers;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Server.Intake;
using Clearing.Server.Ledgers;
using Clearing.Server.Telling;
using Microsoft.Extensions.ObjectPool;

namespace Clearing.Server.Sessions;

/// <summary>
/// The instructions of a session: what one read brings becomes one batch for the ledger; a few batches are under way at
/// once, and while they are, no more is read; the answers leave in the order of the instructions.
/// </summary>
internal sealed class InstructionDesk : IDisposable
{
    private const int MostBuilt = 256 * 1024;

    private readonly Line _line;
    private readonly ServedLedger _ledger;
    private readonly int _participant;
    private readonly int _account;
    private readonly int _window;
    private readonly int _mostUnderWay;
    private readonly MessageIntake _messages;
    private readonly BulkIntake _bulk;
    private readonly AnswerFrames _frames;
    private readonly Channel<Submission> _underWay = Channel.CreateUnbounded<Submission>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly ObjectPool<Submission> _pool;
    private readonly Signal _answered;
    private readonly Signal _finished;
    private Submission? _current;
    private Task _given = Task.CompletedTask;
    private ulong _next = 1;
    private ulong _refused;
    private int _unanswered;
    private int _batches;
    private int _date;

    /// <param name="line">The session's line.</param>
    /// <param name="who">Whose session it is.</param>
    /// <param name="window">The most unanswered instructions.</param>
    /// <param name="mostUnderWay">The most batches on their way to the ledger.</param>
    /// <param name="references">Keeps by what senders call their payments, for notices.</param>
    /// <param name="pool">Batches of all sessions.</param>
    public InstructionDesk(
        Line line, LoggedIn who, int window, int mostUnderWay, ReferenceMemory references, ObjectPool<Submission> pool)
    {
        _pool = pool;
        bool isNative = who.Hello.Answers == AnswerForm.Native;
        _line = line;
        _ledger = who.Ledger;
        _participant = who.Participant;
        _account = _ledger.Participants[_participant].Account;
        _window = window;
        _mostUnderWay = mostUnderWay;
        _messages = new MessageIntake(_ledger, _participant, isNative, references);
        _bulk = new BulkIntake(_ledger, _participant);
        _frames = new AnswerFrames(line.Builder, isNative, _ledger.Clock);
        _answered = line.Wakes(new Signal());
        _finished = line.Wakes(new Signal());
    }

    /// <summary>Instructions that came, and of them those that the ledger was not given.</summary>
    public (ulong Taken, ulong Refused) Counts => (_next - 1, _refused);

    /// <summary>A read begins: its instructions are of this business day.</summary>
    public void BeginRead() => _date = _ledger.DateAt(_ledger.Clock());

    /// <summary>How many instructions a frame holds; 0 ends the line, since the frame is broken.</summary>
    public int Count(in Frame frame)
    {
        int count = frame.Kind == FrameKind.Bulk ? CountRecords(frame) : CountMessages(frame);
        if (count is 0 or > SessionProtocol.MostInFrame)
        {
            _line.End(CloseCode.Batch, text: count == 0
                ? "the lengths in a frame do not add up"
                : $"a frame has at most {SessionProtocol.MostInFrame} instructions");
            return 0;
        }

        if (frame.Number is { } number && number != _next)
        {
            _line.End(CloseCode.Sequence, _next, "an instruction is not numbered as the next one");
            return 0;
        }

        return count;
    }

    /// <summary>Waits until so many more instructions may be taken in. False when the line ends.</summary>
    public async ValueTask<bool> MakeRoomAsync(int count, bool isBulk)
    {
        if (_current is { } current && (current.Count + count > Submission.Most || current.IsBulk != isBulk))
        {
            Dispatch();
        }

        while (!_line.IsEnding && _current is null && !HasRoom(count))
        {
            await _answered.WaitAsync().ConfigureAwait(false);
        }

        // A batch that has begun goes first: its answers make the room.
        if (!_line.IsEnding && _current is not null && Volatile.Read(ref _unanswered) + count > _window)
        {
            Dispatch();
            return await MakeRoomAsync(count, isBulk).ConfigureAwait(false);
        }

        return !_line.IsEnding;
    }

    /// <summary>Takes the instructions of a frame that there is room for.</summary>
    public void Take(in Frame frame, int count)
    {
        bool isBulk = frame.Kind == FrameKind.Bulk;
        if (_current is null)
        {
            _current = _pool.Get();
            _current.Begin(_next, isBulk);
        }

        if (isBulk)
        {
            _bulk.Take(frame.Contents, _current);
        }
        else
        {
            BatchReader batch = new(frame);
            while (batch.TryNext(out ReadOnlySequence<byte> message))
            {
                _messages.Take(frame.Kind, message, _date, _current);
            }
        }

        _next += (ulong)count;
        Interlocked.Add(ref _unanswered, count);
    }

    /// <summary>Gives the ledger what has been taken in.</summary>
    public void Dispatch()
    {
        if (_current is not { } batch)
        {
            return;
        }

        _current = null;
        _refused += (ulong)(batch.Count - batch.CommandCount);
        GatewayMeters.Came(_ledger.Name, batch.Count, batch.Count - batch.CommandCount);
        if (batch.CommandCount > 0 || batch.Late.Count > 0)
        {
            _given = GiveAsync(batch, _given);
        }
        else
        {
            batch.IsDone = true;
        }

        Interlocked.Increment(ref _batches);
        _underWay.Writer.TryWrite(batch);
    }

    /// <summary>
    /// Gives the ledger what has been taken in; completes when it has it, so that what is asked next comes behind.
    /// </summary>
    public Task DispatchAsync()
    {
        Dispatch();
        return _given;
    }

    /// <summary>No more instructions come.</summary>
    public void Complete()
    {
        Dispatch();
        _underWay.Writer.TryComplete();
    }

    /// <summary>Answers, in order, until all is answered or the line ends.</summary>
    public async Task AnswerAsync()
    {
        List<Submission> answered = [];
        while (!_line.IsEnding && await _underWay.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (!_line.IsEnding && _underWay.Reader.TryRead(out Submission? batch))
            {
                while (!batch.IsDone && !_line.IsEnding)
                {
                    await _finished.WaitAsync().ConfigureAwait(false);
                }

                await SendAsync(batch, answered).ConfigureAwait(false);
                foreach (Submission done in answered)
                {
                    Interlocked.Add(ref _unanswered, -done.Count);
                    Interlocked.Decrement(ref _batches);
                    Return(done);
                }

                answered.Clear();
                _answered.Set();
            }
        }
    }

    public void Dispose() => _messages.Dispose();

    /// <summary>Writes the answers to a batch and to those behind it that are there too; sends all at once.</summary>
    private async ValueTask SendAsync(Submission batch, List<Submission> answered)
    {
        await _line.EnterAsync().ConfigureAwait(false);
        try
        {
            Write(batch, answered);
            while (!_line.IsEnding && _line.Builder.Written.Length < MostBuilt
                && _underWay.Reader.TryPeek(out Submission? next) && next.IsDone && _underWay.Reader.TryRead(out next))
            {
                Write(next, answered);
            }

            await _line.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _line.Leave();
        }
    }

    private void Write(Submission batch, List<Submission> answered)
    {
        if (!_frames.TryWrite(batch))
        {
            _line.End(CloseCode.Unavailable, text: "what became of an instruction is not known: ask by its id");
        }

        answered.Add(batch);
    }

    /// <summary>Hands a batch over behind those before it; completes when the ledger has it.</summary>
    private async Task GiveAsync(Submission batch, Task before)
    {
        Task<InstructionAnswers>? answers = null;
        await before.ConfigureAwait(false);
        try
        {
            if (batch.Late.Count > 0)
            {
                await LateMessages.SubmitAsync(_ledger, _participant, batch).ConfigureAwait(false);
            }

            answers = batch.CommandCount > 0
                ? _ledger.Grain.SubmitAsync(batch.ToBatch(_participant, _account))
                : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever it was, it is not known what the ledger did: without answers the instructions are in doubt.
        }

        _ = FinishAsync(batch, answers);
    }

    private async Task FinishAsync(Submission batch, Task<InstructionAnswers>? answers)
    {
        try
        {
            batch.Answers = answers is null ? null : await answers.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // As above.
        }

        batch.IsDone = true;
        _finished.Set();
    }

    private bool HasRoom(int count)
    {
        int unanswered = Volatile.Read(ref _unanswered);
        return Volatile.Read(ref _batches) < _mostUnderWay && (unanswered == 0 || unanswered + count <= _window);
    }

    private void Return(Submission batch)
    {
        // Whoever did not answer may still look at the arrays.
        if (batch.IsDone && (batch.Answers is not null || batch.CommandCount == 0))
        {
            _pool.Return(batch);
        }
    }

    private static int CountRecords(in Frame frame)
    {
        long length = frame.Contents.Length;
        return length % BulkInstruction.Length == 0 ? (int)(length / BulkInstruction.Length) : 0;
    }

    private static int CountMessages(in Frame frame)
    {
        int count = 0;
        BatchReader batch = new(frame);
        while (batch.TryNext(out _))
        {
            count++;
        }

        return batch.IsBroken ? 0 : count;
    }
}
