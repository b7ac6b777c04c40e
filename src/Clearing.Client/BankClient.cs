using System.Runtime.CompilerServices;
using Clearing.Client.Connections;
using Clearing.Client.Submitting;
using Clearing.Messages;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Directory = Clearing.Messages.Sessions.Directory;

namespace Clearing.Client;

/// <summary>
/// What a bank's own program talks to a ledger with. Every instruction handed in ends with exactly one answer: the
/// client logs in again after a lost connection, asks by id about whatever had no answer, sends again what the ledger
/// does not have, under the same id, and backs off while the ledger is busy. Every wait is bounded. For any number of
/// threads.
/// </summary>
public sealed class BankClient : IAsyncDisposable
{
    private readonly BankClientOptions _options;
    private readonly Dispatcher _dispatcher;
    private readonly Lock _directoryGate = new();
    private readonly MessageIds _messageIds = new();
    private Task<Directory>? _directory;

    private BankClient(BankClientOptions options, Dispatcher dispatcher)
    {
        _options = options;
        _dispatcher = dispatcher;
    }

    /// <summary>Index of our participant in the directory.</summary>
    public int Participant => _dispatcher.Welcome.Participant;

    /// <summary>Name of the ledger.</summary>
    public string Ledger => _dispatcher.Welcome.Ledger;

    /// <summary>What the service said last when a session was opened.</summary>
    public Welcome Welcome => _dispatcher.Welcome;

    /// <summary>How many sessions were opened: 1, and one more for each connection that was lost.</summary>
    public int Sessions => _dispatcher.Sessions;

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="SessionException">The service said no, or nothing within the login time.</exception>
    public static async Task<BankClient> ConnectAsync(
        BankClientOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Session.Answers != AnswerForm.Compact)
        {
            throw new ArgumentException("Native answers do not say all that this client tells; use compact ones.");
        }

        Dispatcher dispatcher = new(options);
        await dispatcher.StartAsync(cancellation);
        return new BankClient(options, dispatcher);
    }

    /// <summary>Pays, and waits for the answer.</summary>
    public async Task<AnswerRecord> SubmitAsync(Instruction instruction, CancellationToken cancellation = default)
    {
        AnswerRecord[] answer = new AnswerRecord[1];
        await SubmitAsync(new[] { instruction }, answer, cancellation);
        return answer[0];
    }

    /// <summary>Pays many at once. Nothing is allocated per payment but room for its instruction.</summary>
    /// <param name="instructions">At least one.</param>
    /// <param name="answers">Room for as many answers, written until the task ends.</param>
    /// <param name="cancellation">Gives up the answers; the instructions may still have their effect.</param>
    /// <returns>The number given to the first; all that had none follow it without a gap.</returns>
    public async Task<ulong> SubmitAsync(
        ReadOnlyMemory<Instruction> instructions, Memory<AnswerRecord> answers,
        CancellationToken cancellation = default)
    {
        NeedRoom(instructions.Length, answers.Length);
        BulkInstruction[] bulk = new BulkInstruction[instructions.Length];
        BulkSubmission submission = _dispatcher.Submit(
            deadline => new BulkSubmission(bulk, answers) { Deadline = deadline },
            () => _dispatcher.Number(instructions.Span, bulk));
        await EndOf(submission, cancellation);
        return bulk[0].Number;
    }

    /// <summary>Sends a message, and waits for the answer.</summary>
    public async Task<AnswerRecord> SubmitAsync(
        MessageFormat format, ReadOnlyMemory<byte> message, CancellationToken cancellation = default)
    {
        AnswerRecord[] answer = new AnswerRecord[1];
        await SubmitAsync(format, [message], answer, cancellation);
        return answer[0];
    }

    /// <summary>
    /// Sends messages. One that breaks the rules of its format is answered <see cref="Standing.Malformed"/> without
    /// being sent.
    /// </summary>
    /// <param name="format">Of all of them.</param>
    /// <param name="messages">At least one; not to be changed until the task ends.</param>
    /// <param name="answers">Room for as many answers, written until the task ends.</param>
    /// <param name="cancellation">Gives up the answers; the messages may still have their effect.</param>
    public Task SubmitAsync(
        MessageFormat format, IReadOnlyList<ReadOnlyMemory<byte>> messages, Memory<AnswerRecord> answers,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        NeedRoom(messages.Count, answers.Length);
        UInt128?[] ids = new UInt128?[messages.Count];
        lock (_messageIds)
        {
            for (int i = 0; i < ids.Length; i++)
            {
                ids[i] = messages[i].Length <= Frames.MostOf(format) ? _messageIds.Of(format, messages[i].Span) : null;
            }
        }

        MessageSubmission submission = _dispatcher.Submit(
            deadline => new MessageSubmission(format, messages, [.. ids.Select(id => id ?? 0)], answers)
            {
                Deadline = deadline,
            },
            malformed: i => ids[i] is null);
        return EndOf(submission, cancellation);
    }

    /// <summary>Where instructions of ours stand, by id, whatever session they came from.</summary>
    /// <exception cref="TimeoutException">No answer within the patience.</exception>
    public async Task<IReadOnlyList<InstructionState>> AskAsync(
        IReadOnlyList<UInt128> ids, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        List<InstructionState> states = [];
        for (int at = 0; at < ids.Count; at += Ask.Most)
        {
            UInt128[] part = [.. ids.Skip(at).Take(Ask.Most)];
            AskQuestion question = _dispatcher.Put(request => new AskQuestion(part) { Request = request });
            states.AddRange(await WaitAsync(question, question.Answer, cancellation));
        }

        return states;
    }

    /// <summary>The id of one of our numbered instructions.</summary>
    public UInt128 IdOf(ulong number) => InstructionIds.Numbered(Participant, number);

    /// <summary>Gives an order; the same id a second time has no second effect.</summary>
    /// <returns><see cref="Standing.InDoubt"/> when no answer came within the patience: give it again.</returns>
    public async Task<AnswerRecord> OrderAsync(Order order, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        OrderQuestion question = _dispatcher.Put(request => new OrderQuestion(order) { Request = request });
        try
        {
            return await WaitAsync(question, question.Answer, cancellation);
        }
        catch (TimeoutException)
        {
            return new AnswerRecord(Standing.InDoubt, false, 0, -1, 0);
        }
    }

    /// <summary>The names of the ledger; asked for once.</summary>
    /// <exception cref="TimeoutException">No answer within the patience.</exception>
    public async Task<Directory> DirectoryAsync(CancellationToken cancellation = default)
    {
        Task<Directory> asked;
        lock (_directoryGate)
        {
            if (_directory is null or { IsFaulted: true })
            {
                _directory = _dispatcher.Put(_ => new DirectoryQuestion { Request = DirectoryQuestion.Number }).Answer;
            }

            asked = _directory;
        }

        return await asked.WaitAsync(_options.Patience, _options.Session.Time, cancellation);
    }

    /// <summary>
    /// What happens to our payments and account, each once and in order, also over lost connections. A notice counts as
    /// taken, and is acknowledged, when the next one is asked for. For one reader.
    /// </summary>
    public async IAsyncEnumerable<NumberedNotice> NoticesAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (NumberedNotice notice in _dispatcher.Notices.ReadAllAsync(cancellation))
        {
            yield return notice;
            _dispatcher.Take(notice.Number);
        }
    }

    /// <summary>Logs out. What has no answer is told to be in doubt, or not taken if it was never sent.</summary>
    public ValueTask DisposeAsync() => _dispatcher.DisposeAsync();

    private async Task EndOf(Submission submission, CancellationToken cancellation)
    {
        await using CancellationTokenRegistration _ =
            cancellation.Register(() => _dispatcher.Cancel(submission, cancellation));
        await submission.Done;
    }

    private async Task<T> WaitAsync<T>(Question question, Task<T> answer, CancellationToken cancellation)
    {
        try
        {
            return await answer.WaitAsync(_options.Patience, _options.Session.Time, cancellation);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            _dispatcher.Forget(question);
            throw;
        }
    }

    private static void NeedRoom(int count, int answers)
    {
        if (count == 0 || count != answers)
        {
            throw new ArgumentException($"{count} instructions and room for {answers} answers; as many of both.");
        }
    }
}
