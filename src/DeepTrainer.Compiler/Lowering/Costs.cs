namespace DeepTrainer.Compiler.Lowering;

/// <summary>What things cost, in cycles of one core, and how large things may get: all numbers that plans are made with.</summary>
internal static class Costs
{
    /// <summary>
    /// Sums that must be under way at once to hide the latency of a multiply-add: 4 cycles, two started in each
    /// (Intel since Skylake, AMD since Zen 2; Fog, instruction tables).
    /// </summary>
    public const int SumsInFlight = 8;

    /// <summary>A multiply-add of vectors, and a load: two of each start in a cycle (the same source).</summary>
    public const double MultiplyAdd = 0.5, Load = 0.5;

    /// <summary>A load from the second-level cache: the core reads half a vector of the widest kind in a cycle there (measured).</summary>
    public const double FarLoad = 1;

    /// <summary>A load from beyond the second-level cache.</summary>
    public const double DistantLoad = 4;

    /// <summary>What such a load delays multiply-adds even where there is time for it.</summary>
    public const double FarLoadWait = 0.05;

    /// <summary>What a load delays where a stretch is read from the second-level cache once and from the first-level one several times.</summary>
    public const double StretchLoadWait = 0.25;

    /// <summary>The first-level cache, 32 KB, in floats.</summary>
    public const int NearFloats = 1 << 13;

    /// <summary>A vector's lanes summed across, and the result finished by itself.</summary>
    public const double SumAcross = 10;

    /// <summary>A sum that is taken from memory and goes back, in multiply-adds.</summary>
    public const double SumThroughMemory = 3;

    /// <summary>A vector of half the widest kind, against a whole one: on some cores (AMD Zen 4) two of them start in its time.</summary>
    public const double NarrowVector = 0.5;

    /// <summary>Operations of expressions: sums, products, comparisons; quotients and roots; elementary functions, some ten to twenty operations each.</summary>
    public const double CheapOperation = 0.5, Division = 3, Function = 8;

    /// <summary>The operations of a value up to which it is computed again rather than stored and loaded.</summary>
    public const int CheapOperations = 4;

    /// <summary>The budget for what is computed anew wherever it is needed, with all that it is made of.</summary>
    public const int VirtualOperations = 32;

    /// <summary>The budget for a kernel's operations: what more there is becomes another kernel. Compilers look at each kernel as a whole, over and over.</summary>
    public const int KernelOperations = 256;

    /// <summary>A vector put together from single floats, and one taken apart (measured, AMD Zen 5: 10 to 11 cycles, 16 to 17).</summary>
    public const double StridedVector = 10, StridedStore = 16;

    /// <summary>The same where four vectors are put together, or taken apart, at once (measured, AMD Zen 5: 4 to 5).</summary>
    public const double TransposedVector = 4;

    /// <summary>The same for a part of a vector, which is a loop in a method of its own.</summary>
    public const double PartialStridedVector = 25;

    /// <summary>What a turn of an innermost loop takes beside its work: counter, compare, branch, in the shadow of most of it.</summary>
    public const double LoopTurn = 0.5;

    /// <summary>What setting up a tile takes: pointers, zeroed sums, the epilogue.</summary>
    public const double Tile = 8;

    /// <summary>The second-level cache of one core, 1 MB, in floats: AMD since Zen 4; Intel's servers have 2 MB.</summary>
    public const int CacheFloats = 1 << 18;

    /// <summary>The width of a panel of weights: two vectors of the widest kind, which leave registers for a tile of eight samples and more.</summary>
    public const int PanelWidth = 32;

    /// <summary>
    /// How many steps of a sum ahead weights in panels are fetched into the caches: some hundred cycles of multiply-adds. Of 8 to 128 steps, 16 and 32 are
    /// the fastest (ResNet-18, one sample, AMD Zen 5: 5 to 10 % less than without).
    /// </summary>
    public const int PrefetchedSteps = 16;

    /// <summary>What a cache fetches at once: 64 bytes.</summary>
    public const int LineFloats = 16;

    /// <summary>Weights from which on a matrix lies in panels: half of the second-level cache, which it shares with activations.</summary>
    public const int PanelFloats = CacheFloats / 2;

    /// <summary>Places stored at once from which on lines a multiple of 4 KB apart would drive each other out of the first-level cache: its ways, 8 to 12.</summary>
    public const int StoredAtOnce = 8;

    /// <summary>Samples that are predicted at once, at most, but for what fills the last tile: more than fill every tile many times gain nothing.</summary>
    public const int MaxChunk = 128;

    /// <summary>
    /// Sums over samples, against the working memory of a block of samples, up to which a batch is trained on in chunks: each of them loads all sums and stores them, and
    /// the step of small batches is no longer made where gradients are (measured: at 0.15 it takes no longer, at 14 a third more).
    /// </summary>
    public const double SummedFloats = 0.25;

    /// <summary>What a sample takes by itself against its estimate: many short kernels, whose calls aren't counted (measured: up to 1.27).</summary>
    public const double SampleAlone = 1.25;

    /// <summary>Copies of a block of samples that isn't whole: calls, and each float that is copied or set to 0 (measured: 0.15 µs for 16 samples of 74 floats).</summary>
    public const double BlockCopies = 300, CopiedFloat = 0.2;

    /// <summary>
    /// What lanes over features must save against lanes over samples, whose loads are whole lines of the cache (measured: of two plans of a network of three
    /// convolutions whose estimates are 0.6 % apart, lanes over features take 8 % more).
    /// </summary>
    public const double LanesOverSamples = 0.99;

    /// <summary>Maps that kernels hand to each other in bands of rows: more than half of the second-level cache, which they share with weights.</summary>
    public const int BandedFloats = CacheFloats / 2;

    /// <summary>What bands may read again from the second-level cache for each float of the maps that needn't come from beyond it.</summary>
    public const int ReadAgain = 4;

    /// <summary>
    /// Winograd's transforms of a vector of a tile's inputs or outputs, in a sample that runs in bands, and in many, whose maps come from beyond the second-level cache;
    /// and of a vector of filters (measured, AMD Zen 5: 50 to 100, 310 to 460, 160 cycles).
    /// </summary>
    public const double WinogradTile = 100, WinogradTileOfMany = 450, WinogradFilter = 160;

    /// <summary>A core's share of the third-level cache, 4 MB, in floats: AMD since Zen 2.</summary>
    public const int SharedCacheFloats = 1 << 20;

    /// <summary>Samples in a batch, where a number is needed to compare plans.</summary>
    public const int UsualBatch = 64;

    /// <summary>
    /// A table has more rows for each number of a sample than a batch is likely to have different ones, as words and users come again: then those are updated alone.
    /// </summary>
    public const int RowsForEachNumber = UsualBatch / 4;

    /// <summary>
    /// Bytes of IL in one method, at most. The JIT compiles a method of more than 60,000 without optimizing it, and one of more than
    /// 20,000 instructions or 2,000 basic blocks (DEFAULT_MIN_OPTS_CODE_SIZE, _INSTR_COUNT and _BB_COUNT in its compiler.h).
    /// </summary>
    public const int MaxMethodIl = 16_000;

    /// <summary>
    /// Local variables of one method, at most. The JIT inlines nothing more into a method once that has 512 with those of what was inlined
    /// already, and gives up optimizing at 2,000 (MAX_LV_NUM_COUNT_FOR_INLINING, DEFAULT_MIN_OPTS_LV_NUM_COUNT; the same source).
    /// </summary>
    public const int MaxMethodLocals = 256;

    /// <summary>
    /// Multiply-adds written out in one method: at about 100 characters and 20 bytes of IL each, far from where the JIT stops optimizing
    /// (60,000 bytes of IL, 20,000 instructions), and few enough to read.
    /// </summary>
    public const int MaxWritten = 80;

    /// <summary>
    /// The same for sums that are so short that all their steps are written out: in a kernel for one sample, whose time they are, and in those for many,
    /// where a loop costs 2 % at most (measured).
    /// </summary>
    public const int MaxUnrolledAlone = 48, MaxUnrolled = 16;

    /// <summary>The part of its time that a kernel may lose for each multiply-add that needs not be written.</summary>
    public const double Writing = 1.0 / 400;

    /// <summary>
    /// Cycles up to which a kernel that works on one sample is inlined into the method that calls it: a call with its arguments and
    /// pointers takes about 2 ns.
    /// </summary>
    public const double InlinedKernel = 300;

    /// <summary>Threads that plans are made for: with fewer or more they are the same.</summary>
    public const int Threads = 2;

    /// <summary>
    /// A barrier between two kernels (measured: 100 ns), and cycles from which on a kernel is shared: a graph has one that takes long enough for it to pay, then others
    /// may be shared for what they hand on.
    /// </summary>
    public const double Barrier = 400, SharedKernel = 4000, SmallestShared = 200;

    /// <summary>Cycles of a usual batch from which on there is code for threads that take parts of its samples. Waking a thread takes some 100,000: some hundred samples.</summary>
    public const double PartedBatch = 20_000;

    /// <summary>A line of the cache that another core has written (measured, AMD Zen 5: 20 ns).</summary>
    public const double LineOfAnother = 80;

    /// <summary>Operations from which on the epilogue of a tile is a loop: inlined for each sum, it would be most of the code.</summary>
    public const int LoopedEpilogue = 8;

    /// <summary>
    /// Terms that are added up one after another, at most, where more are to be added. Each addition may round off half a unit in the last place,
    /// so that of 2048 equal terms 12 of 24 bits are sure; an addition of partial sums takes a few cycles.
    /// </summary>
    public const int LongestSum = 2048;

    /// <summary>Terms from which on a sum takes so long that its way through memory to the epilogue doesn't count.</summary>
    public const int LongSum = 64;

    /// <summary>
    /// The part of a graph's time that it may cost to write its cheapest kernels in the narrowest vectors only: two of those instead of a wide one
    /// take as much again, four three times as much. Where copies take more than they are estimated, it is 1 % instead of 0.3 %.
    /// </summary>
    public const double SlightKernels = 1.0 / 300;
}
