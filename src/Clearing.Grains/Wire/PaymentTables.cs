using Clearing.Settlement.Model;

namespace Clearing.Grains.Wire;

/// <summary>The payments of a scenario between silos: a blob a column.</summary>
[GenerateSerializer, Immutable]
public struct PaymentTableSurrogate
{
    [Id(0)]
    public string?[] Prefixes { get; set; }

    [Id(1)]
    public int[] Counts { get; set; }

    /// <summary>Per source its ids; empty for a generated one.</summary>
    [Id(2)]
    public string[][] Ids { get; set; }

    [Id(3)]
    public byte[] SourceOf { get; set; }

    [Id(4)]
    public Blob<int> RowOf { get; set; }

    [Id(5)]
    public Blob<int> From { get; set; }

    [Id(6)]
    public Blob<int> To { get; set; }

    [Id(7)]
    public Blob<long> AmountMinor { get; set; }

    [Id(8)]
    public Blob<long> DueAt { get; set; }

    [Id(9)]
    public Blob<Priority> Priority { get; set; }

    [Id(10)]
    public byte[] Kind { get; set; }

    [Id(11)]
    public string[] KindNames { get; set; }

    [Id(12)]
    public string CurrencyCode { get; set; }

    [Id(13)]
    public Blob<ushort>? Day { get; set; }

    [Id(14)]
    public Blob<long>? NotBefore { get; set; }

    [Id(15)]
    public Blob<long>? NotAfter { get; set; }

    [Id(16)]
    public Blob<int>? Group { get; set; }

    [Id(17)]
    public Blob<int>? Parent { get; set; }

    [Id(18)]
    public byte[]? OtherCurrency { get; set; }

    [Id(19)]
    public string[] OtherCurrencies { get; set; }

    [Id(20)]
    public int[] OtherDecimals { get; set; }

    [Id(21)]
    public Blob<int>? Payer { get; set; }

    [Id(22)]
    public Blob<int>? Payee { get; set; }
}

/// <summary>Carries the payment table between silos.</summary>
[RegisterConverter]
public sealed class PaymentTableConverter : IConverter<PaymentTable, PaymentTableSurrogate>
{
    public PaymentTable ConvertFromSurrogate(in PaymentTableSurrogate surrogate)
    {
        PaymentSource[] sources = new PaymentSource[surrogate.Counts.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = surrogate.Prefixes[i] is { } prefix
                ? PaymentSource.Generated(prefix, surrogate.Counts[i])
                : PaymentSource.Listed(surrogate.Ids[i]);
        }

        return new PaymentTable(sources, surrogate.SourceOf, surrogate.RowOf.ToArray())
        {
            From = surrogate.From.ToArray(),
            To = surrogate.To.ToArray(),
            AmountMinor = surrogate.AmountMinor.ToArray(),
            DueAt = surrogate.DueAt.ToArray(),
            Priority = surrogate.Priority.ToArray(),
            Kind = surrogate.Kind,
            KindNames = surrogate.KindNames,
            CurrencyCode = surrogate.CurrencyCode,
            Day = surrogate.Day?.ToArray(),
            NotBefore = surrogate.NotBefore?.ToArray(),
            NotAfter = surrogate.NotAfter?.ToArray(),
            Group = surrogate.Group?.ToArray(),
            Parent = surrogate.Parent?.ToArray(),
            OtherCurrency = surrogate.OtherCurrency,
            OtherCurrencies = [.. surrogate.OtherCurrencies.Zip(surrogate.OtherDecimals, (c, d) => new Currency(c, d))],
            Payer = surrogate.Payer?.ToArray(),
            Payee = surrogate.Payee?.ToArray(),
        };
    }

    public PaymentTableSurrogate ConvertToSurrogate(in PaymentTable value) => new()
    {
        Prefixes = [.. value.Sources.Select(source => source.Prefix)],
        Counts = [.. value.Sources.Select(source => source.Count)],
        Ids = [.. value.Sources.Select(IdsOf)],
        SourceOf = value.SourceOf.ToArray(),
        RowOf = new(value.RowOf.ToArray()),
        From = new(value.From),
        To = new(value.To),
        AmountMinor = new(value.AmountMinor),
        DueAt = new(value.DueAt),
        Priority = new(value.Priority),
        Kind = value.Kind,
        KindNames = value.KindNames,
        CurrencyCode = value.CurrencyCode,
        Day = Optional(value.Day),
        NotBefore = Optional(value.NotBefore),
        NotAfter = Optional(value.NotAfter),
        Group = Optional(value.Group),
        Parent = Optional(value.Parent),
        OtherCurrency = value.OtherCurrency,
        OtherCurrencies = [.. value.OtherCurrencies.Select(currency => currency.Code)],
        OtherDecimals = [.. value.OtherCurrencies.Select(currency => currency.Decimals)],
        Payer = Optional(value.Payer),
        Payee = Optional(value.Payee),
    };

    private static string[] IdsOf(PaymentSource source) =>
        source.Prefix is null ? [.. Enumerable.Range(0, source.Count).Select(source.IdOf)] : [];

    private static Blob<T>? Optional<T>(T[]? column)
        where T : unmanaged => column is null ? null : new Blob<T>(column);
}
