using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Clearing.Architecture.Tests;

/// <summary>The engine is pure: no clock, no waiting, no floating point, no order that a hash decides.</summary>
public sealed class EngineTests
{
    private static readonly string[] BannedTypes =
    [
        "System.DateTime", "System.DateTimeOffset", "System.TimeProvider", "System.Random", "System.Guid",
        "System.Threading.Tasks.Task", "System.Threading.Tasks.ValueTask", "System.Threading.Thread",
        "System.Threading.Timer", "System.Console", "System.IO.File", "System.Environment",
        "System.Diagnostics.Stopwatch", "System.Single", "System.Double", "System.Half", "System.Decimal",
    ];

    // In the order of their entries nobody should trust.
    private static readonly string[] Unordered =
    [
        "Dictionary", "HashSet", "ConcurrentDictionary", "ConcurrentBag", "FrozenDictionary", "FrozenSet",
        "KeyCollection", "ValueCollection",
    ];

    private static readonly CSharpCompilation Engine = Compile("src/Clearing.Settlement/");

    [Fact]
    public void The_engine_compiles_here_so_that_the_other_tests_see_its_types() =>
        Findings.None([.. Engine.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())]);

    [Fact]
    public void The_engine_uses_no_clock_no_waiting_no_input_and_no_floating_point()
    {
        List<string> wrong = [];
        foreach ((SyntaxTree tree, SemanticModel model) in Trees())
        {
            foreach (SyntaxNode node in tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes())
            {
                if (node is AwaitExpressionSyntax || node.ChildTokens().Any(t => t.IsKind(SyntaxKind.AsyncKeyword)))
                {
                    wrong.Add($"{Place(node)}: async");
                }

                // The division by a ratio that a person reads belongs to the reports.
                if (node is ExpressionSyntax expression
                    && model.GetTypeInfo(expression, TestContext.Current.CancellationToken).Type is { } type
                    && BannedTypes.Contains(NameOf(type)))
                {
                    wrong.Add($"{Place(node)}: {type.ToDisplayString()}");
                }
            }
        }

        Findings.None([.. wrong.Distinct()]);
    }

    [Fact]
    public void The_engine_walks_over_no_collection_without_an_order()
    {
        List<string> wrong = [];
        foreach ((SyntaxTree tree, SemanticModel model) in Trees())
        {
            foreach (ExpressionSyntax expression in tree.GetRoot(TestContext.Current.CancellationToken)
                .DescendantNodes().OfType<ExpressionSyntax>())
            {
                TypeInfo type = model.GetTypeInfo(expression, TestContext.Current.CancellationToken);
                // The name behind a dot has the type of the whole, which is looked at by itself.
                bool isName = expression.Parent is MemberAccessExpressionSyntax whole && whole.Name == expression;
                if (isName || type.Type is null || !Unordered.Contains(type.Type.Name)
                    || type.Type.ContainingType?.Name == "SortedDictionary")
                {
                    continue;
                }

                bool walked = expression.Parent is CommonForEachStatementSyntax loop && loop.Expression == expression;
                MemberAccessExpressionSyntax? access = expression.Parent as MemberAccessExpressionSyntax;
                bool isReceiver = access?.Expression == expression;
                bool handedOut = !isReceiver && type.ConvertedType is { TypeKind: TypeKind.Interface };
                bool queried = isReceiver
                    && model.GetSymbolInfo(access!, TestContext.Current.CancellationToken).Symbol
                        is IMethodSymbol { IsExtensionMethod: true, ContainingType.Name: "Enumerable" } query
                    && !query.Name.StartsWith("Order", StringComparison.Ordinal);
                if (walked || handedOut || queried)
                {
                    wrong.Add($"{Place(expression)}: the order of a {type.Type.Name} reaches the result");
                }
            }
        }

        Findings.None(wrong);
    }

    private static IEnumerable<(SyntaxTree Tree, SemanticModel Model)> Trees() =>
        Engine.SyntaxTrees.Where(t => t.FilePath.Length > 0).Select(t => (t, Engine.GetSemanticModel(t)));

    private static string Place(SyntaxNode node) =>
        $"{node.SyntaxTree.FilePath}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    private static string NameOf(ITypeSymbol type) =>
        type.ContainingNamespace is null ? type.Name : $"{type.ContainingNamespace}.{type.Name}";

    private static CSharpCompilation Compile(string folder)
    {
        const string implicitUsings =
            "global using System; global using System.Collections.Generic; global using System.IO; "
            + "global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        CSharpParseOptions options = new(LanguageVersion.Latest);
        IEnumerable<SyntaxTree> trees = Repository.Sources
            .Where(f => f.StartsWith(folder, StringComparison.Ordinal))
            .Select(f => CSharpSyntaxTree.ParseText(Checkout.Text(f), options, f));
        string[] framework = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(a => Path.GetFileName(a).StartsWith("System.", StringComparison.Ordinal))];
        return CSharpCompilation.Create(
            "Engine",
            [.. trees, CSharpSyntaxTree.ParseText(implicitUsings, options)],
            [.. framework.Select(a => MetadataReference.CreateFromFile(a))],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
                allowUnsafe: true));
    }
}
