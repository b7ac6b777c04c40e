using System.Text;

namespace Clearing.Messages.Tests.Fedwire;

/// <summary>Messages that the tests break.</summary>
internal static class FedwireSample
{
    /// <summary>A bank transfer with the mandatory tags and a reference.</summary>
    public const string Bank =
        "{1500}30URC45678P \n{1510}1000\n{1520}20250307B1QDRCQR000001\n{2000}000000123450\n"
        + "{3100}021000021First Bank*\n{3400}011104238Second Bank*\n{3600}BTR*\n{3320}PAY 7*\n";

    /// <summary>A customer transfer with every tag it may have.</summary>
    public const string Customer =
        "{1500}30URC45678TP{1510}1002{1520}20250307B1QDRCQR000002{2000}000000000001{3100}021000021"
        + "{3400}011104238{3600}CTR{3500}20250306B1QDRCQR000009{3700}SUSD1,00*USD2,00*{3710}EUR1234,50*{3720}1,0987*"
        + "{4000}B021000021*Middle Bank*Street 1*Town*US*{4100}FABA*Their Bank*{4200}D123*Ann*Street 2*"
        + "{4320}INV 4711*{5000}T9*Bob*{5100}U1*Our Bank*{5200}B2*Instructing Bank*{6000}Rent*of May*"
        + "{6100}To whom*it may*{6200}a*{6210}PHNcall*{6300}b*{6310}TLXwire*{6400}c*{6410}LTRwrite*{6420}CHECKby post*"
        + "{6500}x*y*z*";

    public static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The tag with its value taken out.</summary>
    public static string Without(string text, string tag)
    {
        int start = text.IndexOf($"{{{tag}}}", StringComparison.Ordinal);
        int end = text.IndexOf('{', start + 1);
        return text.Remove(start, (end < 0 ? text.Length : end) - start);
    }

    /// <summary>The tag with another value; added where it was not there.</summary>
    public static string With(string text, string tag, string value)
    {
        int start = text.IndexOf($"{{{tag}}}", StringComparison.Ordinal);
        return start < 0 ? $"{text}{{{tag}}}{value}" : Without(text, tag).Insert(start, $"{{{tag}}}{value}");
    }
}
