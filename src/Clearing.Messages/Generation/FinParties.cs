namespace Clearing.Messages.Generation;

/// <summary>Party fields of FIN in each of their options (50a to 59a).</summary>
internal static class FinParties
{
    private static readonly string[] Clearings = ["//CH123456", "//RT", "//SC102030", "//BL10020030", "//CP0123"];

    /// <summary>A value of an institution field in option A, B, C or D.</summary>
    /// <param name="draw">Where to draw from.</param>
    /// <param name="option">A, B, C or D.</param>
    /// <param name="identified">True where the account line must be there.</param>
    public static string Institution(Draw draw, char option, bool identified = false)
    {
        string account = identified || draw.Chance(40) ? AccountLine(draw) : "";
        string above = account.Length == 0 ? "" : account + "\n";
        return option switch
        {
            'A' => above + Values.Bic(draw),
            'B' => account.Length == 0 ? Values.Town(draw)
                : identified || draw.Chance(50) ? account : above + Values.Town(draw),
            'C' => "/" + Values.Account(draw),
            _ => above + Values.Lines(draw, 4, 35),
        };
    }

    /// <summary>50A, 50F or 50K.</summary>
    public static (string Tag, string Value) OrderingCustomer(Draw draw) => draw.Of("AFK") switch
    {
        'A' => ("50A", (draw.Chance(50) ? $"/{Values.Account(draw)}\n" : "") + Values.Bic(draw)),
        'F' => ("50F", NumberedOrdering(draw)),
        _ => ("50K", (draw.Chance(60) ? $"/{Values.Account(draw)}\n" : "") + Values.Lines(draw, 4, 35)),
    };

    /// <summary>59, 59A or 59F.</summary>
    /// <param name="draw">Where to draw from.</param>
    /// <param name="account">Without its slash; null = none.</param>
    public static (string Tag, string Value) Beneficiary(Draw draw, string? account)
    {
        string above = account is null ? "" : $"/{account}\n";
        return draw.Of("-AF") switch
        {
            'A' => ("59A", above + Values.Bic(draw)),
            'F' => ("59F", above + Numbered(draw)),
            _ => ("59", above + Values.Lines(draw, 4, 35)),
        };
    }

    private static string AccountLine(Draw draw) => draw.Below(4) switch
    {
        0 => draw.Of("/C/", "/D/") + Values.Account(draw, 30),
        1 => draw.Chance(50) ? "//FW" + Values.RoutingNumber(draw) : draw.Of(Clearings.AsSpan()),
        _ => "/" + Values.Account(draw),
    };

    private static string NumberedOrdering(Draw draw)
    {
        string first = draw.Chance(60)
            ? "/" + Values.Account(draw)
            : $"{draw.Of("ARNU", "CCPT", "CUST", "DRLC", "EMPL", "NIDN", "SOSE", "TXID")}/{Values.Country(draw)}/"
              + (draw.Chance(50) ? "ISSUER/" : "") + draw.Digits(draw.Between(5, 12));
        return $"{first}\n{Numbered(draw)}";
    }

    /// <summary>Numbered lines: name, address, country and town; numbers never fall.</summary>
    private static string Numbered(Draw draw)
    {
        string name = $"1/{Values.Line(draw, 33)}";
        string address = draw.Chance(60) ? $"\n2/{Values.Line(draw, 33)}" : "";
        return $"{name}{address}\n3/{Values.Country(draw)}/{Values.Town(draw)}";
    }
}
