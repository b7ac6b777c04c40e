using Clearing.Messages.Sessions;

namespace Clearing.Client.Tests.Fakes;

/// <summary>A ledger that only counts: every id has at most one effect, and what it had can be asked about.</summary>
internal sealed class FakeLedger
{
    private readonly Dictionary<UInt128, (AnswerRecord Answer, UInt128 Body)> _taken = [];
    private readonly Dictionary<UInt128, ulong> _lastNumbers = [];
    private readonly Lock _gate = new();

    /// <summary>Ids in the order of their effects.</summary>
    public List<UInt128> Effects { get; } = [];

    /// <summary>What an instruction is refused with; Unknown = it is taken.</summary>
    public Func<UInt128, Standing> Refuses { get; set; } = _ => Standing.Unknown;

    /// <summary>How a taken payment stands.</summary>
    public Func<UInt128, Standing> Stands { get; set; } = _ => Standing.Settled;

    public List<NumberedNotice> Notices { get; } = [];

    /// <summary>The highest number of a participant's bulk instructions.</summary>
    public ulong LastNumberOf(int participant)
    {
        lock (_gate)
        {
            return _lastNumbers.GetValueOrDefault(InstructionIds.Numbered(participant, 0) >> 96);
        }
    }

    public AnswerRecord Submit(UInt128 id, UInt128 body, ulong number = 0)
    {
        lock (_gate)
        {
            if (_taken.TryGetValue(id, out (AnswerRecord Answer, UInt128 Body) before))
            {
                return before.Body == body ? before.Answer with { IsRepeated = true } : Refusal(Standing.Different);
            }

            ulong last = _lastNumbers.GetValueOrDefault(id >> 96);
            if (number > 0 && number + 4096 <= last)
            {
                return Refusal(Standing.TooOld);
            }

            Standing refusal = Refuses(id);
            if (refusal != Standing.Unknown)
            {
                return Refusal(refusal);
            }

            AnswerRecord answer = new(Stands(id), false, 0, Effects.Count, 1_000_000 + Effects.Count);
            _taken.Add(id, (answer, body));
            Effects.Add(id);
            _lastNumbers[id >> 96] = Math.Max(last, number);
            return answer;
        }
    }

    public AnswerRecord StateOf(UInt128 id)
    {
        lock (_gate)
        {
            return _taken.TryGetValue(id, out (AnswerRecord Answer, UInt128 Body) taken)
                ? taken.Answer : Refusal(Standing.Unknown);
        }
    }

    private static AnswerRecord Refusal(Standing standing) => new(standing, false, 0, -1, 0);
}
