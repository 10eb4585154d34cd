import 'dart:math';
import 'package:app/point.dart' as point show Point, Size;
import './local.dart' deferred as late;
export 'src/other.dart' hide Hidden;
part 'part.dart';

class A {}
