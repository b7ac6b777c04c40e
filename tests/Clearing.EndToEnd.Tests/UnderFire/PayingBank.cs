using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Clearing.Client;
using Clearing.Client.Connections;
using Clearing.Messages;
using Clearing.Messages.Generation;
using Clearing.Messages.Instructions;
using Clearing.Messages.Sessions;

namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>A bank that pays without pause and keeps book of what it was told about each of its payments.</summary>
/// <param name="session">How it reaches the ledger.</param>
/// <param name="ledger">In which ledger.</param>
/// <param name="index">Which bank it is.</param>
/// <param name="pulse">Told of what is acknowledged.</param>
/// <param name="writesMessages">True = MT 103, each with a UETR; false = numbered bulk instructions.</param>
internal sealed class PayingBank(
    SessionOptions session, string ledger, int index, Pulse pulse, bool writesMessages) : IAsyncDisposable
{
    private const int Batch = 64;
    private const int Lanes = 2;
    private const int AmountsBelow = 20_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Lock _gate = new();
    private readonly List<AnswerRecord> _book = [];
    private readonly List<UInt128> _uetrs = [];
    private readonly List<ReadOnlyMemory<byte>> _messages = [];
    private BankClient? _client;

    public string Ledger => ledger;

    /// <summary>What it was told of each payment; <see cref="Standing.Unknown"/> = nothing yet.</summary>
    public IReadOnlyList<AnswerRecord> Book => _book;

    public BankClient Client => _client ?? throw new InvalidOperationException("It is not connected.");

    public async Task ConnectAsync() => _client = await BankClient.ConnectAsync(new BankClientOptions
    {
        Session = session,
        Patience = Patience,
        LongestWait = TimeSpan.FromMilliseconds(200),
    });

    /// <summary>Pays until it is told to stop and everything handed in has its answer.</summary>
    public Task PayAsync(CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Run(() => PayOnAsync(stop), CancellationToken.None)));

    /// <summary>Hangs up: what has no answer is in doubt, or was never sent.</summary>
    public ValueTask LeaveAsync() => Client.DisposeAsync();

    /// <summary>Sends payments again as they were, and returns what it is told now.</summary>
    public async Task<AnswerRecord[]> SendAgainAsync(IReadOnlyList<int> payments)
    {
        AnswerRecord[] answers = new AnswerRecord[payments.Count];
        if (payments.Count > 0)
        {
            await SubmitAsync(payments, answers);
            Note(payments, answers);
        }

        return answers;
    }

    /// <summary>What the ledger says about payments, by their ids; asked again while it moves or recovers.</summary>
    public async Task<AnswerRecord[]> AskAsync(IReadOnlyList<int> payments)
    {
        for (long started = Stopwatch.GetTimestamp(); ;)
        {
            IReadOnlyList<InstructionState> states = await Client.AskAsync([.. payments.Select(IdOf)]);
            AnswerRecord[] said = [.. states.Select(state => state.Answer)];
            if (said.All(answer => answer.Standing != Standing.Unavailable)
                || Stopwatch.GetElapsedTime(started) > Patience)
            {
                return said;
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }

    private async Task PayOnAsync(CancellationToken stop)
    {
        AnswerRecord[] answers = new AnswerRecord[Batch];
        try
        {
            while (!stop.IsCancellationRequested)
            {
                int[] payments = Next();
                long since = Stopwatch.GetTimestamp();
                await SubmitAsync(payments, answers);
                Note(payments, answers);
                if (answers[0].Standing is > Standing.Unknown and < Standing.Different)
                {
                    pulse.Beat(since);
                }

                await Task.Delay(Pause, CancellationToken.None);
            }
        }
        catch (SessionException) when (stop.IsCancellationRequested)
        {
            // It hung up between two batches; what it had in hand stays without an answer, and was not sent.
        }
    }

    private int[] Next()
    {
        lock (_gate)
        {
            int[] payments = [.. Enumerable.Range(_book.Count, Batch)];
            foreach (int n in payments)
            {
                _book.Add(default);
                if (writesMessages)
                {
                    AddMessage(n);
                }
            }

            return payments;
        }
    }

    private void Note(IReadOnlyList<int> payments, ReadOnlySpan<AnswerRecord> answers)
    {
        lock (_gate)
        {
            for (int i = 0; i < payments.Count; i++)
            {
                _book[payments[i]] = answers[i];
            }
        }
    }

    private async Task SubmitAsync(IReadOnlyList<int> payments, AnswerRecord[] answers)
    {
        if (writesMessages)
        {
            ReadOnlyMemory<byte>[] messages;
            lock (_gate)
            {
                messages = [.. payments.Select(n => _messages[n])];
            }

            await Client.SubmitAsync(MessageFormat.Mt, messages, answers);
        }
        else
        {
            await Client.SubmitAsync((Instruction[])[.. payments.Select(InstructionOf)], answers);
        }
    }

    private Instruction InstructionOf(int n) =>
        new() { Number = (ulong)n + 1, Payee = PayeeOf(n), AmountMinor = AmountOf(n) };

    private int PayeeOf(int n) => (index + 1 + (int)Draws.At((ulong)index, n, Fire.Payers - 1)) % Fire.Payers;

    private long AmountOf(int n) => 1 + Draws.At((ulong)index + 1_000, n, AmountsBelow);

    private UInt128 IdOf(int n)
    {
        lock (_gate)
        {
            return writesMessages ? _uetrs[n] : Client.IdOf((ulong)n + 1);
        }
    }

    private void AddMessage(int n)
    {
        ArrayBufferWriter<byte> to = new();
        MessageErrors errors = new();
        PlainPayment payment = new(
            string.Create(CultureInfo.InvariantCulture, $"{index}-{n}"), AgentOf(index), AgentOf(PayeeOf(n)), "USD",
            new DecimalAmount(AmountOf(n), 2), new DateOnly(2026, 1, 5));
        if (!PaymentMessages.TryWrite("103", payment, to, errors))
        {
            throw new InvalidOperationException(errors.All[0].ToString());
        }

        byte[] message = to.WrittenSpan.ToArray();
        int at = message.AsSpan().IndexOf("{121:"u8) + 5;
        Guid uetr = Guid.Parse(Encoding.ASCII.GetString(message, at, 36));
        _uetrs.Add(BinaryPrimitives.ReadUInt128BigEndian(uetr.ToByteArray(bigEndian: true)));
        _messages.Add(message);
    }

    private static Agent AgentOf(int bank) => new()
    {
        Bic = string.Create(CultureInfo.InvariantCulture, $"BANKZZ{bank + 1:00}"),
        MemberScheme = "USABA",
        MemberId = "",
    };
}
