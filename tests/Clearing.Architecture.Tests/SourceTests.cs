using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Clearing.Architecture.Tests;

/// <summary>The shape of source files: short, named after their folder, free of loose ends.</summary>
public sealed partial class SourceTests
{
    private const int FileLinesSoft = 400;
    private const int FileLinesHard = 600;
    private const int MethodLinesMost = 60;
    private const int ColumnsMost = 120;

    // Of no project, compiled into every test project.
    private const string SharedFolder = "tests/Shared";

    // Written in two halves, so that this file does not hold what it looks for.
    private static readonly string[] LooseEnds =
        ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception"];

    [Fact]
    public void A_file_has_at_most_600_lines()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Sources)
        {
            int lines = Checkout.Lines(file).Length;
            if (lines > FileLinesHard)
            {
                wrong.Add($"{file}: {lines} lines, at most {FileLinesHard}");
            }
            else if (lines > FileLinesSoft)
            {
                TestContext.Current.AddWarning($"{file}: {lines} lines; {FileLinesSoft} is where a file is long");
            }
        }

        Findings.None(wrong);
    }

    [Fact]
    public void A_line_has_at_most_120_columns()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Sources)
        {
            string[] lines = Checkout.Lines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].Length > ColumnsMost)
                {
                    wrong.Add($"{file}:{i + 1}: {lines[i].Length} columns, at most {ColumnsMost}");
                }
            }
        }

        Findings.None(wrong);
    }

    [Fact]
    public void A_method_has_at_most_60_lines()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Sources)
        {
            SyntaxNode root = Tree(file).GetRoot(TestContext.Current.CancellationToken);
            foreach (SyntaxNode method in root.DescendantNodes().Where(IsMethod))
            {
                FileLinePositionSpan span = method.GetLocation().GetLineSpan();
                int lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
                if (lines > MethodLinesMost)
                {
                    wrong.Add($"{file}:{span.StartLinePosition.Line + 1}: a method of {lines} lines, "
                        + $"at most {MethodLinesMost}");
                }
            }
        }

        Findings.None(wrong);
    }

    [Fact]
    public void A_namespace_is_the_folder()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Sources)
        {
            if (NamespaceOf(file) is not { } expected)
            {
                wrong.Add($"{file}: in no project's folder; what test projects share lies in {SharedFolder}");
                continue;
            }

            IEnumerable<BaseNamespaceDeclarationSyntax> declared =
                Tree(file).GetRoot(TestContext.Current.CancellationToken)
                    .DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>();
            wrong.AddRange(declared.Select(n => n.Name.ToString()).Where(n => n != expected)
                .Select(n => $"{file}: namespace {n}, by its folder {expected}"));
        }

        Findings.None(wrong);
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Sources)
        {
            string[] lines = Checkout.Lines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                wrong.AddRange(LooseEnds.Where(word => Regex.IsMatch(lines[i], $@"\b{word}\b"))
                    .Select(word => $"{file}:{i + 1}: {word}"));
            }
        }

        Findings.None(wrong);
    }

    [Fact]
    public void A_silenced_warning_says_why()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Sources)
        {
            string[] lines = Checkout.Lines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal)
                    && !PragmaWithReason().IsMatch(lines[i]))
                {
                    wrong.Add($"{file}:{i + 1}: name the warning and write '// why' behind it");
                }
            }

            string text = string.Join('\n', lines);
            wrong.AddRange(Suppressions().Matches(text).Where(m => !m.Value.Contains("Justification = \""))
                .Select(m => $"{file}: a SuppressMessage without a justification"));
        }

        Findings.None(wrong);
    }

    private static string? NamespaceOf(string file)
    {
        IEnumerable<(string Folder, string Namespace)> roots =
            [.. Repository.Projects.Select(p => (p.Folder, p.Name)), (SharedFolder, "Clearing.Tests")];
        string folder = Path.GetDirectoryName(file)!.Replace('\\', '/');
        return roots.Where(r => (folder + "/").StartsWith(r.Folder + "/", StringComparison.Ordinal))
            .Select(r => r.Namespace + folder[r.Folder.Length..].Replace('/', '.')).FirstOrDefault();
    }

    private static SyntaxTree Tree(string file) => CSharpSyntaxTree.ParseText(
        Checkout.Text(file), path: file, cancellationToken: TestContext.Current.CancellationToken);

    private static bool IsMethod(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax;

    [GeneratedRegex(@"^\s*#pragma warning disable \w+(, ?\w+)* +// \S")]
    private static partial Regex PragmaWithReason();

    [GeneratedRegex(@"\[(assembly: )?SuppressMessage\([^\]]*\]", RegexOptions.Singleline)]
    private static partial Regex Suppressions();
}
