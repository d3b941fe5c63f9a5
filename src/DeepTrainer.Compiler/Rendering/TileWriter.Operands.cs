using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <content>What a tile multiplies.</content>
internal sealed partial class TileWriter
{
    /// <summary>
    /// A tile's operands. A pointer to where a factor starts is taken before the innermost loop; what is a fixed distance from it needs
    /// none of its own. In the loop, what several places of the tile share is loaded once.
    /// </summary>
    private sealed class Operands(TileWriter owner, Tile tile, int[] innermost)
    {
        private readonly List<(int Operand, Func<int, Position> At, string Name)> pointers = [];
        private readonly Dictionary<(int, Place), string> loaded = [];
        private readonly HashSet<string> names = [];
        private readonly HashSet<string> locals = [];

        private Kernel Kernel => owner.Kernel;

        public void Pointers()
        {
            foreach (int i in Rewriter.InputsOf(Kernel.Element!))
            {
                if (Kernel.Operands[i] is not Operand.Load { Access: var access } || !Addresses.IsSeparable(access, innermost))
                    continue;
                foreach (Place place in Distinct(i))
                {
                    Func<int, Position> at = Fixed(owner.PositionsOf(place));
                    if (pointers.Exists(p => p.Operand == i && Addresses.Distance(access, p.At, at) is not null))
                        continue;
                    string name = UniqueName(names, $"{Addresses.Pointer(access)}At");
                    owner.Writer.Line($"{(access.Storage.IsInteger ? "int" : "float")}* {name} = {Addresses.Of(access, at)};");
                    pointers.Add((i, at, name));
                }
            }
        }

        /// <summary>Goes to another step of the innermost sums.</summary>
        public void NextStep() => loaded.Clear();

        public string Of(int operand, Place place)
        {
            Place own = Own(operand, place);
            bool isShared = tile.Sums > (DependsOnRow(operand) ? tile.Rows : 1) * (DependsOnColumn(operand) ? tile.Columns : 1) * (DependsOnLane(operand) ? tile.Vectors : 1);
            if (!isShared)
                return Load(operand, own);
            if (!loaded.TryGetValue((operand, own), out string? name))
            {
                name = UniqueName(locals, NameOf(operand));
                owner.Writer.Line($"V {name} = {Load(operand, own)};");
                loaded[(operand, own)] = name;
            }
            return name;
        }

        private IEnumerable<Place> Distinct(int operand)
        {
            for (int r = 0; r < (DependsOnRow(operand) ? tile.Rows : 1); r++)
            {
                for (int c = 0; c < (DependsOnColumn(operand) ? tile.Columns : 1); c++)
                {
                    for (int v = 0; v < (DependsOnLane(operand) ? tile.Vectors : 1); v++)
                        yield return new(r, c, v);
                }
            }
        }

        private Place Own(int operand, Place place) =>
            new(DependsOnRow(operand) ? place.Row : 0, DependsOnColumn(operand) ? place.Column : 0, DependsOnLane(operand) ? place.Vector : 0);

        // Where the innermost sums begin.
        private Func<int, Position> Fixed(Func<int, Position> at)
        {
            Dictionary<int, Position> standing = Enumerable.Range(0, Kernel.Axes.Length).ToDictionary(a => a, a => innermost.Contains(a) ? Position.Fixed(0) : at(a));
            return axis => standing[axis];
        }

        private string NameOf(int operand) => Kernel.Operands[operand] is Operand.Load load ? $"{load.Access.Storage.Name}Lanes" : $"operand{operand}";

        // From the pointer on, the position in the innermost sums and a fixed distance are left.
        private string Load(int operand, Place place)
        {
            Func<int, Position> at = owner.PositionsOf(place);
            if (Kernel.Operands[operand] is Operand.Load { Access: var access })
            {
                foreach ((int of, Func<int, Position> start, string name) in pointers)
                {
                    if (of == operand && Addresses.Distance(access, start, Fixed(at)) is { } distance)
                        return owner.VectorFrom(access, at, tile.CountOf(place.Vector), name, distance, innermost);
                }
            }
            return owner.VectorOperand(Kernel.Operands[operand], at, tile.CountOf(place.Vector));
        }

        private bool DependsOnRow(int operand) => Depends(Kernel.Operands[operand], owner.tiling.Row);

        private bool DependsOnColumn(int operand) => Depends(Kernel.Operands[operand], owner.tiling.Column);

        private bool DependsOnLane(int operand) => Depends(Kernel.Operands[operand], owner.Plan.Lane);

        private static bool Depends(Operand operand, int axis) => axis >= 0 && operand switch
        {
            Lowering.Operand.Load load => load.Access.MovesAlong(axis),
            Lowering.Operand.Position position => position.Index.StepAlong(axis) != 0,
            Lowering.Operand.Uniform uniform => uniform.Indices.Any(i => i.StepAlong(axis) != 0),
            _ => false,
        };
    }
}
