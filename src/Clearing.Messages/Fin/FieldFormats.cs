namespace Clearing.Messages.Fin;

/// <summary>The format of every field that has one here, by tag (SR 2025).</summary>
internal static class FieldFormats
{
    private const string Table =
        """
        11R 3!n|{date}[|4!n6!n]
        11S 3!n|{date}[|4!n6!n]
        13C /8c/{time}{sign}{offset}
        13D {date}{time}{sign}{offset}
        20 {reference}
        21 {reference}
        23B (T36 CRED CRTS SPAY SPRI SSTD)
        23E (T47 SDVA INTC REPA CORT HOLD CHQB PHOB TELB PHON TELE PHOI TELI)[/30x]
        25 35x
        25P 35x|{bic}
        26T 3!c
        28C 5n[/5n]
        32A {date}{currency}15d
        33B {currency}15d
        34F {currency}[{mark}]15d
        36 12d
        50A [/34x|]{bic}
        50F {ordering}
        50K [/34x|]4*35x
        51A [{party}|]{bic}
        52A [{party}|]{bic}
        52D [{party}|]4*35x
        53A [{party}|]{bic}
        53B [{party}][|35x][35x]
        53D [{party}|]4*35x
        54A [{party}|]{bic}
        54B [{party}][|35x][35x]
        54D [{party}|]4*35x
        55A [{party}|]{bic}
        55B [{party}][|35x][35x]
        55D [{party}|]4*35x
        56A [{party}|]{bic}
        56C /34x
        56D [{party}|]4*35x
        57A [{party}|]{bic}
        57B [{party}][|35x][35x]
        57C /34x
        57D [{party}|]4*35x
        58A [{party}|]{bic}
        58D [{party}|]4*35x
        59 [/34x|]4*35x
        59A [/34x|]{bic}
        59F {beneficiary}
        60F {mark}{date}{currency}15d
        60M {mark}{date}{currency}15d
        61 {entry}
        62F {mark}{date}{currency}15d
        62M {mark}{date}{currency}15d
        64 {mark}{date}{currency}15d
        65 {mark}{date}{currency}15d
        70 4*35x
        71A (T08 BEN OUR SHA)
        71F {currency}15d
        71G {currency}15d
        72 {information}
        75 6*35x
        76 6*35x
        77A 20*35x
        77B 3*35x
        77T 9000z
        79 35*50x
        86 6*65x
        90C 5n{currency}15d
        90D 5n{currency}15d
        """;

    private static readonly FieldFormat?[] ByTag = Compile();

    /// <summary>Null for a tag without a format.</summary>
    public static FieldFormat? Of(int tag) => ByTag[tag];

    private static FieldFormat?[] Compile()
    {
        FieldFormat?[] formats = new FieldFormat?[Tags.Most];
        foreach (string row in Table.Split('\n', StringSplitOptions.TrimEntries))
        {
            string[] cells = row.Split(' ', 2);
            formats[MessageTable.TagOf(cells[0])] = FieldFormat.Of(cells[1]);
        }

        return formats;
    }
}
