extern alias Old;
global using System.Text;
using System;
using System.Collections.Generic;
using static System.Math;
using Plain = Single;
using Thing = Geometry.Plane.Point;
using global::Geometry.Solid;

namespace Geometry.Space;

using Inner.One;

class A { }
