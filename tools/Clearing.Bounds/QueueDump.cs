using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearing.Bounds;

/// <summary>A queue as a run wrote it into <c>queues.jsonl</c>: one line a queue. Amounts in major units.</summary>
public sealed record QueueDump
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    public required string System { get; init; }

    /// <summary>As in the other files of a run.</summary>
    public required string Time { get; init; }

    public required string Currency { get; init; }

    /// <summary>Every account that has a part in the queue.</summary>
    public required IReadOnlyList<DumpedAccount> Accounts { get; init; }

    /// <summary>What may still flow between two accounts, where that is bounded.</summary>
    public IReadOnlyList<DumpedLimit> Limits { get; init; } = [];

    /// <summary>By (class, entry).</summary>
    public required IReadOnlyList<DumpedPayment> Payments { get; init; }

    /// <summary>Reads a file of queues.</summary>
    /// <exception cref="InvalidDataException">A line is no queue; the message says which and why.</exception>
    public static IReadOnlyList<QueueDump> Read(string path)
    {
        List<QueueDump> queues = [];
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            try
            {
                queues.Add(JsonSerializer.Deserialize<QueueDump>(line, Json)
                    ?? throw new JsonException("the line is null"));
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"{path}:{number}: not a queue of a run: {e.Message}", e);
            }
        }

        return queues;
    }
}

/// <summary>An account when the queue was written; a bound that is null does not exist.</summary>
public sealed record DumpedAccount(string Id, string Position, string? Floor, string? Ceiling);

/// <summary>How much more may flow from one account to another.</summary>
public sealed record DumpedLimit(string From, string To, string Room);

/// <summary>A payment that waits.</summary>
public sealed record DumpedPayment(string Id, string From, string To, string Amount, int Class);

/// <summary>A queue in dense indexes and minor units, as the solvers want it.</summary>
public sealed class WaitingSet
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    public WaitingSet(QueueDump dump)
    {
        Dump = dump;
        int decimals = Decimals(dump);
        Accounts = [.. dump.Accounts.OrderBy(account => account.Id, StringComparer.Ordinal)];
        Funds = new long[Accounts.Length];
        Room = new long[Accounts.Length];
        for (int i = 0; i < Accounts.Length; i++)
        {
            (string id, string position, string? floor, string? ceiling) = Accounts[i];
            _index.Add(id, i);
            long at = Minor(position, decimals);
            Funds[i] = floor is null ? long.MaxValue : Math.Max(0, at - Minor(floor, decimals));
            Room[i] = ceiling is null ? long.MaxValue : Math.Max(0, Minor(ceiling, decimals) - at);
        }

        Payments = [.. dump.Payments.Select(
            p => new QueuedPayment(_index[p.From], _index[p.To], Minor(p.Amount, decimals), p.Class))];
        Limits = [.. dump.Limits.Select(l => (_index[l.From], _index[l.To], Math.Max(0, Minor(l.Room, decimals))))];
    }

    public QueueDump Dump { get; }

    /// <summary>By ordinal id.</summary>
    public DumpedAccount[] Accounts { get; }

    /// <summary>Per account, the most that a set may take out of it on balance.</summary>
    public long[] Funds { get; }

    /// <summary>Per account, the most that a set may bring it on balance.</summary>
    public long[] Room { get; }

    public QueuedPayment[] Payments { get; }

    public (int From, int To, long RoomMinor)[] Limits { get; }

    public Int128 ValueMinor => Payments.Aggregate((Int128)0, (sum, p) => sum + p.AmountMinor);

    // Amounts of one file all have the decimals of its currency.
    private static int Decimals(QueueDump dump)
    {
        string amount = dump.Payments.Count > 0 ? dump.Payments[0].Amount : "0";
        int point = amount.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : amount.Length - point - 1;
    }

    private static long Minor(string amount, int decimals)
    {
        decimal value = decimal.Parse(amount, NumberStyles.Number, CultureInfo.InvariantCulture);
        for (int i = 0; i < decimals; i++)
        {
            value *= 10;
        }

        return (long)value;
    }
}

/// <summary>A payment of a <see cref="WaitingSet"/>.</summary>
public readonly record struct QueuedPayment(int From, int To, long AmountMinor, int Class);
