using Clearing.Settlement.Events;

namespace Clearing.Settlement.Ledgers;

/// <summary>
/// What a ledger remembers of instructions, so that each has its effect once: a ring of the last ones by number, found
/// by their ids. What gets old leaves, in order of number, for a run that the shell seals; what is not at its end by
/// then is held apart and leaves when it is. Nothing is forgotten before its run is sealed.
/// </summary>
internal sealed class InstructionMemory
{
    /// <summary>Runs that may wait to be sealed; with more, nothing may be accepted.</summary>
    public const int MostRuns = 3;

    private readonly Remembered[] _ring;
    private readonly int _mask;
    private readonly int _first;
    private readonly int _keep;
    private readonly int _runSize;
    private readonly IdIndex _index;
    private readonly NumberWindows _windows;
    private readonly Action<int> _passed;

    // By number what was not at its end when its turn to leave came; with the run it left in at last, until that is
    // sealed.
    private readonly Dictionary<int, (Remembered Item, long Run)> _held = [];
    private readonly Queue<(int Number, long Run)> _heldGone = new();
    private readonly Queue<LeavingRun> _runs = new();
    private readonly Queue<byte[]> _runOctets = new();
    private readonly Stack<byte[]> _free = new();
    private byte[] _run;
    private int _inRun;
    private int _leftInRun;
    private long _runNumber;
    private int _oldest;

    /// <param name="book">What the ledger starts with.</param>
    public InstructionMemory(LedgerBook book)
    {
        int window = book.Window;
        if (window is < 64 or > 1 << 28 || !int.IsPow2(window) || !int.IsPow2(book.NumberWindow))
        {
            throw new ArgumentException("The windows of a ledger are powers of two, at least 64.", nameof(book));
        }

        _ring = new Remembered[window];
        _mask = window - 1;
        _first = Next = _oldest = book.Payers.Length;
        _runSize = Math.Min(1 << 16, window / 16);
        _keep = window - ((MostRuns + 1) * _runSize);
        _index = new IdIndex(window, book.Salt);
        _windows = new NumberWindows(book.Arrangement.Systems[0].Accounts.Count, book.NumberWindow);
        _passed = IndexPassed;
        _run = new byte[_runSize * ArchivedInstruction.Octets];
    }

    /// <summary>The number that the next instruction gets.</summary>
    public int Next { get; private set; }

    /// <summary>How many instructions may come at once without what is new pushing out what is new.</summary>
    public int MostAtOnce => _runSize;

    /// <summary>Runs that are to be sealed.</summary>
    public int RunCount => _runs.Count;

    /// <summary>The first run that is to be sealed; null when there is none.</summary>
    public LeavingRun? FirstRun => _runs.TryPeek(out LeavingRun run) ? run : null;

    /// <summary>Runs that are complete, sealed or not.</summary>
    public long RunsMade => _runNumber;

    public int Participants => _windows.Participants;

    public uint HashOf(InstructionId id) => id.IsNumbered ? 0 : _index.HashOf(id);

    /// <summary>Reads ahead where an id is looked up, and where the one that its number pushes out is.</summary>
    public ulong Touch(uint hash, int ahead)
    {
        int old = unchecked(Next + ahead - _ring.Length);
        ulong touched = _index.Touch(hash);
        return old < _first ? touched : touched ^ _index.Touch(HashOf(_ring[old & _mask].Id));
    }

    /// <summary>
    /// The number of an instruction, <see cref="NumberWindows.Free"/> or <see cref="NumberWindows.Old"/>.
    /// </summary>
    public int Find(InstructionId id, uint hash)
    {
        if (!id.IsNumbered)
        {
            return _index.Find(hash, id, this);
        }

        int number = id.Participant < _windows.Participants
            ? _windows.Find(id.Participant, id.Number)
            : NumberWindows.Free;
        if (number == NumberWindows.Old)
        {
            int passed = _index.Find(_index.HashOf(id), id, this);
            return passed >= 0 ? passed : NumberWindows.Old;
        }

        return number >= 0 && !Has(number) ? NumberWindows.Old : number;
    }

    /// <summary>True when the id is a numbered one above all that its sender gave.</summary>
    public bool IsAhead(InstructionId id) => id.IsNumbered
        && (id.Participant >= _windows.Participants || id.Number >= _windows.EndOf(id.Participant));

    /// <summary>The highest number that a participant gave an instruction; 0 where it gave none.</summary>
    public ulong LastNumberOf(int participant) => Math.Max(1, _windows.EndOf(participant)) - 1;

    /// <summary>True while the instruction is remembered.</summary>
    public bool Has(int number) => number >= _first && number < Next
        && (number > Next - 1 - _ring.Length || _held.ContainsKey(number));

    /// <summary>True for one that is remembered and is not pushed out by as many as may come at once.</summary>
    public bool Stays(int number) => number >= Next - _ring.Length + _runSize || _held.ContainsKey(number);

    /// <summary>What is remembered of an instruction that is (<see cref="Has"/>).</summary>
    public Remembered Of(int number) =>
        number < _oldest && _held.Count > 0 && _held.TryGetValue(number, out (Remembered Item, long Run) held)
            ? held.Item
            : _ring[number & _mask];

    /// <summary>Remembers an instruction whose id is free.</summary>
    /// <returns>Its number.</returns>
    public int Add(InstructionId id, uint hash, in Remembered item)
    {
        // First the windows: what one passes over may be what is pushed out.
        int number = Next;
        if (id.IsNumbered)
        {
            _windows.Take(id.Participant, id.Number, number, _passed);
        }

        Forget(number - _ring.Length);
        _ring[number & _mask] = item;
        if (!id.IsNumbered)
        {
            _index.Add(hash, number);
        }

        Next++;
        if (Next - _oldest > _keep)
        {
            Leave(_oldest++);
        }

        return number;
    }

    /// <summary>Notes what became of an instruction; what is at its end stays so.</summary>
    public void SetFate(int number, FateStatus status, in SettlementEvent e)
    {
        if (number >= _oldest)
        {
            Set(ref _ring[number & _mask], status, e);
        }
        else if (_held.TryGetValue(number, out (Remembered Item, long Run) held) && held.Run < 0)
        {
            Set(ref held.Item, status, e);
            if (held.Item.IsFinal)
            {
                held.Run = _runNumber;
                _heldGone.Enqueue((number, _runNumber));
                Write(number, held.Item);
            }

            _held[number] = held;
        }
    }

    /// <summary>The first run is sealed: what is in it may be forgotten, and its octets are used again.</summary>
    public void Sealed()
    {
        LeavingRun run = _runs.Dequeue();
        _free.Push(_runOctets.Dequeue());
        while (_heldGone.TryPeek(out (int Number, long Run) gone) && gone.Run <= run.Number)
        {
            _heldGone.Dequeue();
            if (gone.Number < Next - _ring.Length)
            {
                RemoveId(gone.Number, _held[gone.Number].Item.Id);
            }

            _held.Remove(gone.Number);
        }
    }

    public void Save(StateWriter to)
    {
        to.Write(_first);
        to.Write(_ring.Length);
        to.Write(Next);
        to.Write(_oldest);
        to.Write(_runNumber);
        to.Write(_leftInRun);
        to.Write(_inRun);
        to.Write<byte>(_run.AsSpan(0, _inRun * ArchivedInstruction.Octets));
        int from = Math.Max(_first, Next - _ring.Length);
        int start = from & _mask;
        int before = Math.Min(Next - from, _ring.Length - start);
        to.Write<Remembered>(_ring.AsSpan(start, before));
        to.Write<Remembered>(_ring.AsSpan(0, Next - from - before));
        to.Write(_held.Count);
        foreach ((int number, (Remembered item, long run)) in _held.OrderBy(held => held.Key))
        {
            to.Write(number);
            to.Write(run);
            to.Write(item);
        }

        _windows.Save(to);
    }

    /// <summary>Takes on a saved state. Runs that were complete are sealed, or the state was not to be kept.</summary>
    public void Load(ref StateReader from)
    {
        StateReader.Need(from.Read<int>() == _first && from.Read<int>() == _ring.Length, "its sizes are others");
        Next = from.Read<int>();
        _oldest = from.Read<int>();
        _runNumber = from.Read<long>();
        _leftInRun = from.Read<int>();
        _inRun = from.Read<int>();
        StateReader.Need(
            Next >= _oldest && _oldest >= _first && Next - _oldest <= _keep && _runNumber >= 0
            && _inRun >= 0 && _inRun < _runSize && _leftInRun >= 0 && _leftInRun < _runSize,
            "its numbers do not fit together");
        from.Read<byte>(_run.AsSpan(0, _inRun * ArchivedInstruction.Octets));
        for (int number = Math.Max(_first, Next - _ring.Length); number < Next; number++)
        {
            _ring[number & _mask] = from.Read<Remembered>();
        }

        LoadHeld(ref from);
        _windows.Load(ref from);
        for (int number = Math.Max(_first, Next - _ring.Length); number < Next; number++)
        {
            IndexId(number, _ring[number & _mask].Id);
        }

        foreach ((int number, (Remembered item, long _)) in _held.OrderBy(held => held.Key))
        {
            if (number < Next - _ring.Length)
            {
                IndexId(number, item.Id);
            }
        }
    }

    private void LoadHeld(ref StateReader from)
    {
        const int Octets = 52;
        int count = from.Count(Octets);
        for (int i = 0; i < count; i++)
        {
            int number = from.Read<int>();
            long run = from.Read<long>();
            Remembered item = from.Read<Remembered>();
            StateReader.Need(number < _oldest && run <= _runNumber, "an instruction is held that is not old");

            // What left in a run that is complete is sealed by now.
            if (run >= 0 && run < _runNumber)
            {
                continue;
            }

            StateReader.Need(_held.TryAdd(number, (item, run)), "an instruction is held twice");
        }

        foreach ((int number, (Remembered _, long run)) in _held.OrderBy(held => held.Key))
        {
            if (run >= 0)
            {
                _heldGone.Enqueue((number, run));
            }
        }
    }

    private static void Set(ref Remembered item, FateStatus status, in SettlementEvent e)
    {
        if (!item.IsFinal)
        {
            item.Status = status;
            item.Reason = e.Reason;
            item.Route = e.Route;
            item.Time = e.Time;
        }
    }

    private void Leave(int number)
    {
        ref readonly Remembered item = ref _ring[number & _mask];
        if (item.IsFinal)
        {
            Write(number, item);
        }
        else
        {
            _held.Add(number, (item, -1));
        }

        // However few went into it, a run is complete after so many have had their turn: none waits long.
        if (++_leftInRun == _runSize)
        {
            CompleteRun();
        }
    }

    private void Write(int number, in Remembered item)
    {
        const int Octets = ArchivedInstruction.Octets;
        ArchivedInstruction.Write(_run.AsSpan(_inRun * Octets, Octets), number, item);
        if (++_inRun == _runSize)
        {
            CompleteRun();
        }
    }

    private void CompleteRun()
    {
        _leftInRun = 0;
        if (_inRun > 0)
        {
            _runs.Enqueue(new LeavingRun(_runNumber++, _run.AsMemory(0, _inRun * ArchivedInstruction.Octets)));
            _runOctets.Enqueue(_run);
            _run = _free.TryPop(out byte[]? free) ? free : new byte[_run.Length];
            _inRun = 0;
        }
    }

    // The place of an instruction in the ring is needed for another.
    private void Forget(int number)
    {
        if (number >= _first && (_held.Count == 0 || !_held.ContainsKey(number)))
        {
            RemoveId(number, _ring[number & _mask].Id);
        }
    }

    // A window of numbers passed over the instruction.
    private void IndexPassed(int number)
    {
        if (Has(number))
        {
            _index.Add(_index.HashOf(Of(number).Id), number);
        }
    }

    private void IndexId(int number, InstructionId id)
    {
        if (!IsInWindow(number, id))
        {
            _index.Add(_index.HashOf(id), number);
        }
    }

    private void RemoveId(int number, InstructionId id)
    {
        if (!IsInWindow(number, id))
        {
            _index.Remove(_index.HashOf(id), number);
        }
    }

    private bool IsInWindow(int number, InstructionId id) =>
        id.IsNumbered && _windows.Find(id.Participant, id.Number) == number;
}
