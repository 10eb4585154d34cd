package geometry.app

import scala.collection.mutable
import geometry.plane.{Point, Shape => Form, Hidden => _}
import geometry.util._
import geometry.deep.*

class A
