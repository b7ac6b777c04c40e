using System.Buffers;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Linking;
using Clearing.Settlement.Results;

namespace Clearing.Settlement.Ledgers;

/// <summary>
/// One arrangement as the outside uses it: instructions and orders in slices at ascending instants in, events out. In
/// front of its systems it sees to it that each instruction has its effect once and that nothing reaches a system that
/// it cannot carry out; behind them it remembers what became of each. Pure and deterministic like its systems: the
/// commands that it accepted give the same state everywhere. docs/reference/ledger.md has every detail. Not
/// thread-safe.
/// </summary>
public sealed partial class Ledger
{
    /// <summary>From here on the payments are numbered that linked systems make themselves.</summary>
    public const int FirstMade = 1 << 30;

    /// <summary>Rises when the engine or the ledger makes something else of the same commands.</summary>
    public const uint EngineVersion = 1;

    private readonly LedgerBook _book;
    private readonly InstructionMemory _memory;
    private readonly CommandRules _rules;
    private ILedgerMachine _machine;
    private readonly PayerRoom _room;
    private readonly MoneyCount[] _money;
    private readonly bool[] _scriptTaken;
    private SettlementCommand[] _payments = new SettlementCommand[256];
    private byte[] _currencies = new byte[256];
    private uint[] _hashes = new uint[256];
    private int _count;
    private long _told = long.MinValue;
    private bool _isReplay;

    public Ledger(LedgerBook book)
    {
        _book = book;
        _memory = new InstructionMemory(book);
        _rules = new CommandRules(book.Arrangement);
        _room = new PayerRoom(book.Arrangement.Systems[0].Accounts.Count);
        _money = [.. book.Arrangement.Systems.Select(system => new MoneyCount(system))];
        _scriptTaken = new bool[book.Payers.Length];
        _machine = IsAlone(book.Arrangement)
            ? new AloneMachine(new SettlementEngine(book.Arrangement.Systems[0]), Events)
            : new LinkedMachine(book.Arrangement, Events);
    }

    /// <summary>Instant of the last slice; <see cref="long.MinValue"/> before the first.</summary>
    public long Now { get; private set; } = long.MinValue;

    /// <summary>
    /// Next instant at which something happens by itself and an empty slice is due; <see cref="long.MaxValue"/> = none.
    /// </summary>
    public long NextInstant => _machine.NextInstant;

    /// <summary>The number that the next instruction gets.</summary>
    public int NextNumber => _memory.Next;

    /// <summary>Commands of the script that were carried out: the place in the script of the next one.</summary>
    public int ScriptedTaken { get; private set; }

    /// <summary>Payments that wait.</summary>
    public int WaitingCount => _machine.WaitingCount;

    /// <summary>The most commands of one slice.</summary>
    public int MostCommands => _memory.MostAtOnce;

    /// <summary>What happened in the last slice.</summary>
    public EventLog Events { get; } = new();

    /// <summary>
    /// False while too many runs wait to be sealed (<see cref="FirstRun"/>): then nothing but the script may be carried
    /// out, or an instruction could be forgotten before it is sealed.
    /// </summary>
    public bool MayAccept => _memory.RunCount < InstructionMemory.MostRuns;

    /// <summary>The first run of instructions that is to be sealed; null when there is none.</summary>
    public LeavingRun? FirstRun => _memory.FirstRun;

    /// <summary>Runs that were made so far: the number of the next one.</summary>
    public long RunsMade => _memory.RunsMade;

    /// <summary>True when <see cref="Save"/> works: the ledger of a system that stands alone.</summary>
    public bool CanSave => _machine.CanSave;

    /// <summary>
    /// One slice: completes everything before its instant, carries out the commands, and completes the instant. Refuses
    /// by results, never by exceptions, whatever is in the commands.
    /// </summary>
    /// <param name="time">Later than every slice before.</param>
    /// <param name="commands">
    /// At most <see cref="MostCommands"/>: payments from outside, or one order from outside, or what the script has for
    /// this instant, orders before payments.
    /// </param>
    /// <param name="results">Of each command what became of it.</param>
    /// <exception cref="ArgumentException">The slice is none: a fault of the shell.</exception>
    public void Execute(long time, ReadOnlySpan<LedgerCommand> commands, Span<CommandResult> results)
    {
        if (time <= Now || time > CommandRules.LastInstant
            || (commands.Length > MostCommands && !commands[0].IsScripted))
        {
            throw new ArgumentException($"No slice of {commands.Length} commands at {time} can follow {Now}.");
        }

        Events.Clear();
        Now = time;
        (int next, int scripted) = (NextNumber, ScriptedTaken);
        _machine.AdvanceTo(time);
        See(0);
        Prepare(commands);
        int seen = Events.Events.Length;
        for (int i = 0; i < commands.Length; i++)
        {
            results[i] = commands[i].Command.Kind == CommandKind.Submit
                ? Submit(commands[i], _hashes[i])
                : Order(commands[i], _hashes[i], isAlone: commands.Length == 1);
        }

        _machine.Submit(_payments.AsSpan(0, _count), _currencies.AsSpan(0, _count));
        _machine.AdvanceTo(time + 1);
        See(seen);
        for (int member = 0; member < _money.Length; member++)
        {
            if (_money[member].IsNew)
            {
                _money[member].Begin(HeldMinor(member));
            }
        }

        if (commands.Length == 1 && !commands[0].IsScripted && results[0].Verdict == Verdict.Accepted)
        {
            NoteOrder(commands[0], results[0].Number);
        }

        // A slice without any effect is not in the journal, so a saved state knows nothing of it either.
        _told = Events.Octets > 0 || NextNumber != next || ScriptedTaken != scripted ? time : _told;
    }

    /// <summary>
    /// A slice as the journal has it: its commands were accepted before, under the numbers they carry.
    /// </summary>
    /// <exception cref="InvalidDataException">They are not now: the journal is of another world or engine.</exception>
    public void Replay(long time, ReadOnlySpan<LedgerCommand> commands, Span<CommandResult> results)
    {
        _isReplay = true;
        Execute(time, commands, results);
        _isReplay = false;
        for (int i = 0; i < commands.Length; i++)
        {
            int expected = commands[i].Command.Kind == CommandKind.Submit ? commands[i].Command.Payment : -1;
            if (results[i].Verdict != Verdict.Accepted || (expected >= 0 && expected != results[i].Number))
            {
                throw new InvalidDataException(
                    $"Command {i} of the slice at {time}, instruction {commands[i].Id}, was accepted as number "
                    + $"{expected} and now is {results[i].Verdict}, number {results[i].Number}.");
            }
        }
    }

    /// <summary>
    /// True when the ledger has the instruction and will have it through the next slice, whatever that pushes out. For
    /// any other the archive is to be asked before its command may be in a slice.
    /// </summary>
    public bool TryFind(InstructionId id, out int number)
    {
        number = _memory.Find(id, _memory.HashOf(id));
        return number >= 0 && _memory.Stays(number);
    }

    /// <summary>False when no archive can have the instruction: its sender counts, and never came so far.</summary>
    public bool MayBeArchived(InstructionId id) => !_memory.IsAhead(id);

    /// <summary>The highest number that a participant gave an instruction itself; 0 where it gave none.</summary>
    public ulong LastNumberOf(int participant) => _memory.LastNumberOf(participant);

    /// <summary>What became of an instruction from outside by its number; unknown when it is not remembered.</summary>
    public Fate FateOf(int number) => _memory.Has(number) ? _memory.Of(number).Fate : default;

    /// <summary>True when a payment of the script, or an instruction from outside, with this number has come.</summary>
    public bool HasTaken(int number) =>
        number < _scriptTaken.Length ? _scriptTaken[number] : number < NextNumber;

    /// <summary>The payer of an instruction from outside, or the account of an order; -1 when it is not remembered.
    /// </summary>
    public int PayerOf(int number) => _memory.Has(number) ? _memory.Of(number).From : -1;

    /// <summary>The first run of instructions is sealed; its octets are no longer good.</summary>
    public void Sealed() => _memory.Sealed();

    public long PositionOf(int member, int account) => _machine.EngineOf(member).PositionOf(account);

    public long BalanceOf(int member, int account) => _machine.EngineOf(member).BalanceOf(account);

    /// <summary>Where an account of a member stands.</summary>
    public AccountLook LookAt(int member, int account) => _machine.EngineOf(member).LookAt(account);

    /// <inheritdoc cref="SettlementEngine.ClassesOf"/>
    public ClassLook[] ClassesOf(int member, int account) => _machine.EngineOf(member).ClassesOf(account);

    /// <inheritdoc cref="SettlementEngine.LimitsOf"/>
    public List<LimitLook> LimitsOf(int member, int account, int from, int most) =>
        _machine.EngineOf(member).LimitsOf(account, from, most);

    /// <inheritdoc cref="SettlementEngine.TryLookFor"/>
    public bool TryLookFor(int member, int payer, int number, List<WaitingLook> to, List<FailedTest> why) =>
        _machine.EngineOf(member).TryLookFor(payer, number, to, why);

    /// <inheritdoc cref="SettlementEngine.QueueOf"/>
    public void QueueOf(
        int member, int payer, ulong from, int most, List<WaitingLook> to, List<FailedTest> why) =>
        _machine.EngineOf(member).QueueOf(payer, from, most, to, why);

    /// <summary>
    /// SHA-256 of the state of a system that stands alone; of linked ones over their hashes. 32 octets.
    /// </summary>
    public byte[] StateHash() => _machine.StateHash();

    /// <summary>
    /// What is wrong with the money that a system holds, in words; null where each holds what it opened with and what
    /// came from outside.
    /// </summary>
    public string? MoneyFault()
    {
        for (int member = 0; member < _money.Length; member++)
        {
            Int128 held = HeldMinor(member);
            if (held != _money[member].ExpectedMinor)
            {
                return $"{_book.Arrangement.Systems[member].Name} holds {held} minor units, and its events make it "
                    + $"{_money[member].ExpectedMinor}.";
            }
        }

        return null;
    }

    /// <summary>
    /// Writes everything that <see cref="Load"/> needs. Complete runs must be sealed before it counts.
    /// </summary>
    public void Save(IBufferWriter<byte> to)
    {
        var writer = new StateWriter(to);
        writer.Write(_told);
        writer.Write(ScriptedTaken);
        writer.Write<bool>(_scriptTaken);
        _rules.Save(writer);
        _room.Save(writer);
        Array.ForEach(_money, money => money.Save(writer));
        _memory.Save(writer);
        _machine.Save(to);
    }

    /// <summary>A ledger as it was saved.</summary>
    /// <exception cref="InvalidDataException">These octets are no state of it.</exception>
    public static Ledger Load(LedgerBook book, ReadOnlySpan<byte> from)
    {
        var ledger = new Ledger(book);
        var reader = new StateReader(from);
        ledger.Now = ledger._told = reader.Read<long>();
        ledger.ScriptedTaken = reader.Read<int>();
        reader.Read<bool>(ledger._scriptTaken);
        ledger._rules.Load(ref reader);
        ledger._room.Load(ref reader);
        foreach (MoneyCount money in ledger._money)
        {
            money.Load(ref reader);
        }

        ledger._memory.Load(ref reader);
        StateReader.Need(ledger.CanSave, "linked systems have none");
        SettlementEngine engine = SettlementEngine.Load(book.Arrangement.Systems[0], reader.Rest);
        ledger._machine = new AloneMachine(engine, ledger.Events);
        return ledger;
    }

    private Int128 HeldMinor(int member)
    {
        Int128 held = 0;
        int accounts = _book.Arrangement.Systems[member].Accounts.Count;
        for (int account = 0; account < accounts; account++)
        {
            held += PositionOf(member, account);
            held += _money[member].CountsBalances ? BalanceOf(member, account) : 0;
        }

        return held;
    }

    private static bool IsAlone(ArrangementBook book) => book.Systems.Length == 1 && book.Definition.Links.Count == 0
        && book.CurrencyOfPayment is null && book.CurrencyOfMember is not [not 0];

    // Looks ids up ahead of their turn, so that misses of the cache overlap.
    private void Prepare(ReadOnlySpan<LedgerCommand> commands)
    {
        _count = 0;
        if (_payments.Length < commands.Length)
        {
            _payments = new SettlementCommand[commands.Length];
            _currencies = new byte[commands.Length];
            _hashes = new uint[commands.Length];
        }

        ulong touched = 0;
        for (int i = 0; i < commands.Length; i++)
        {
            if (!commands[i].IsScripted)
            {
                _hashes[i] = _memory.HashOf(commands[i].Id);
                touched ^= _memory.Touch(_hashes[i], i);
            }
        }

        Touched = touched;
    }

    /// <summary>Keeps what was read ahead from being left out as useless.</summary>
    internal ulong Touched { get; private set; }

    // Keeps in memory what the events say of instructions, and what the tests of later commands depend on.
    private void See(int from)
    {
        foreach (EventRun run in Events.Runs)
        {
            int start = Math.Max(run.Start, from);
            int end = run.Start + run.Count;
            foreach (ref readonly SettlementEvent e in Events.Events[start..Math.Max(start, end)])
            {
                FateStatus status = StatusAfter(e.Kind);
                if (status != FateStatus.Unknown)
                {
                    _money[run.Member].SeePayment(e);
                    See(e, status);
                }
                else if (e.Kind != EventKind.Queued)
                {
                    _money[run.Member].See(e);
                    _rules.See(run.Member, e.Kind);
                }
            }
        }
    }

    private void See(in SettlementEvent e, FateStatus status)
    {
        if (e.Payment >= FirstMade)
        {
            return;
        }

        if (status != FateStatus.Provisional)
        {
            _room.GiveBack(e.From, e.AmountMinor);
        }

        if (e.Payment >= _book.Payers.Length)
        {
            _memory.SetFate(e.Payment, status, e);
        }
    }

    // Unknown for events that say nothing new of a payment: one that was received waits until they say otherwise.
    private static FateStatus StatusAfter(EventKind kind) => kind switch
    {
        EventKind.Settled => FateStatus.Settled,
        EventKind.Released => FateStatus.Provisional,
        EventKind.Rejected => FateStatus.Rejected,
        EventKind.Cancelled => FateStatus.Cancelled,
        EventKind.Unsettled => FateStatus.Unsettled,
        EventKind.Unwound => FateStatus.Unwound,
        _ => FateStatus.Unknown,
    };
}
