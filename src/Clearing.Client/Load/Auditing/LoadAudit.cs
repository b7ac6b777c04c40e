using Clearing.Client.Load.Measuring;
using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Reporting;
using Clearing.Client.Load.Sending;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Load.Auditing;

/// <summary>
/// Asks the service afterwards, by id, what became of the payments: each that was acknowledged must stand as it was
/// answered, each that was refused must have had no effect, and each without an answer must have a definite standing.
/// </summary>
internal sealed class LoadAudit(Cast cast, AuditScope scope, TimeProvider time)
{
    /// <summary>Payments with an answer that a sample asks about.</summary>
    public const long SampleSize = 200_000;

    private const int LongestTries = 50;
    private const int KeptExamples = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly List<string> _wrong = [];
    private long _acknowledged;
    private long _acknowledgedAsked;
    private long _acknowledgedWrong;
    private long _refusedAsked;
    private long _refusedWrong;
    private long _open;
    private long _openTaken;
    private long _openWrong;

    public async Task<IReadOnlyList<AuditLine>> RunAsync(CancellationToken cancellation)
    {
        long sent = cast.Sessions.Sum(s => s.Sent);
        long step = scope == AuditScope.All ? 1 : Math.Max(1, sent / SampleSize);
        foreach (LoadSession session in cast.Sessions)
        {
            List<long> part = [];
            for (long n = 0; n < session.Sent; n++)
            {
                if (IsAsked(session, n, step))
                {
                    part.Add(n);
                }

                if (part.Count == Ask.Most || (n == session.Sent - 1 && part.Count > 0))
                {
                    await AskAsync(session, part, cancellation);
                    part.Clear();
                }
            }
        }

        return Lines();
    }

    private bool IsAsked(LoadSession session, long n, long step)
    {
        if (!cast.WriterOf(session, n).Plan.IsOwn(n))
        {
            // It is the payment before it that is asked about.
            return false;
        }

        Standing standing = session.Book[n];
        _acknowledged += Outcomes.HasEffect(standing) ? 1 : 0;
        return IsOpen(standing) || n % step == 0;
    }

    private async Task AskAsync(LoadSession session, List<long> payments, CancellationToken cancellation)
    {
        UInt128[] ids = [.. payments.Select(n => cast.WriterOf(session, n).IdOf(n))];
        for (int tries = 1; ; tries++)
        {
            try
            {
                IReadOnlyList<InstructionState> states =
                    await session.AskAsync(ids).WaitAsync(TimeSpan.FromSeconds(30), time, cancellation);
                if (states.All(s => !Outcomes.IsLoad(s.Answer.Standing)) || tries == LongestTries)
                {
                    for (int i = 0; i < states.Count; i++)
                    {
                        Compare(session, payments[i], states[i].Answer.Standing);
                    }

                    return;
                }
            }
            catch (IOException) when (tries < LongestTries)
            {
                // The connection ended; it is opened again.
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private void Compare(LoadSession session, long n, Standing found)
    {
        Standing answered = session.Book[n];
        bool isRight;
        if (IsOpen(answered))
        {
            _open++;
            _openTaken += Outcomes.HasEffect(found) ? 1 : 0;
            isRight = Outcomes.HasEffect(found) || found == Standing.Unknown;
            _openWrong += isRight ? 0 : 1;
        }
        else if (Outcomes.HasEffect(answered))
        {
            _acknowledgedAsked++;
            isRight = Follows(answered, found);
            _acknowledgedWrong += isRight ? 0 : 1;
        }
        else
        {
            _refusedAsked++;
            isRight = found == Standing.Unknown;
            _refusedWrong += isRight ? 0 : 1;
        }

        if (!isRight && _wrong.Count < KeptExamples)
        {
            _wrong.Add($"{cast.WriterOf(session, n).IdOf(n):x32} was answered {answered}, now {found}");
        }
    }

    private static string Verdict(long wrong, string right, string otherwise) =>
        wrong == 0 ? right : $"{Figures.Count(wrong)} {otherwise}";

    private static bool IsOpen(Standing answered) => answered is Standing.Unknown or Standing.InDoubt;

    // What waited may have moved on; what was final may only have been archived, or unwound with its cycle.
    private static bool Follows(Standing answered, Standing found) => answered switch
    {
        Standing.Queued or Standing.Provisional => Outcomes.HasEffect(found),
        Standing.Settled => found is Standing.Settled or Standing.Unwound or Standing.Archived,
        _ => found == answered || found == Standing.Archived,
    };

    private List<AuditLine> Lines()
    {
        List<AuditLine> lines =
        [
            new(
                $"{Figures.Count(_acknowledgedAsked)} of {Figures.Count(_acknowledged)} acknowledged payments asked "
                + $"about by id: {Verdict(_acknowledgedWrong, "each has the effect that was acknowledged", "have not")}",
                _acknowledgedWrong == 0),
        ];
        if (_refusedAsked > 0)
        {
            lines.Add(new(
                $"{Figures.Count(_refusedAsked)} refused ones asked about: "
                + Verdict(_refusedWrong, "none had an effect", "had one"),
                _refusedWrong == 0));
        }

        if (_open > 0)
        {
            lines.Add(new(
                $"{Figures.Count(_open)} without an answer: {Figures.Count(_openTaken)} had their effect, "
                + $"{Figures.Count(_open - _openTaken - _openWrong)} had none"
                + (_openWrong == 0 ? "" : $", {Figures.Count(_openWrong)} cannot be told"),
                _openWrong == 0));
        }

        lines.AddRange(_wrong.Select(text => new AuditLine(text, false)));
        return lines;
    }
}
