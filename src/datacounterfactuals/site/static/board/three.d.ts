/** The types of the part of three.js that the board uses, written by hand. */

export class Color {
  constructor(hex?: string);
  r: number;
  g: number;
  b: number;
  set(hex: string): this;
  lerp(other: Color, share: number): this;
  multiplyScalar(by: number): this;
  clone(): Color;
}

export class Vector3 {
  constructor(x?: number, y?: number, z?: number);
  x: number;
  y: number;
  z: number;
  set(x: number, y: number, z: number): this;
  project(camera: PerspectiveCamera): this;
  unproject(camera: PerspectiveCamera): this;
}

export class Matrix4 {
  elements: number[];
  set(...rows: number[]): this;
}

export class BufferAttribute {
  constructor(array: Float32Array | Uint16Array, size: number);
  array: Float32Array;
  needsUpdate: boolean;
  setUsage(usage: number): this;
}

export class BufferGeometry {
  setAttribute(name: string, values: BufferAttribute): this;
  setIndex(values: number[]): this;
  dispose(): void;
}

export class Material {
  dispose(): void;
}

interface Look {
  color?: string;
  map?: Texture;
  vertexColors?: boolean;
  side?: number;
  transparent?: boolean;
  depthWrite?: boolean;
  polygonOffset?: boolean;
  polygonOffsetFactor?: number;
  polygonOffsetUnits?: number;
}

export class MeshBasicMaterial extends Material {
  constructor(look?: Look);
  color: Color;
  map: Texture | null;
  needsUpdate: boolean;
}

export class LineBasicMaterial extends Material {
  constructor(look?: Look);
  color: Color;
}

export class Object3D {
  visible: boolean;
  frustumCulled: boolean;
  renderOrder: number;
  position: Vector3;
  scale: Vector3;
  add(...children: Object3D[]): this;
  remove(...children: Object3D[]): this;
}

export class Mesh extends Object3D {
  constructor(geometry: BufferGeometry, material: Material);
  geometry: BufferGeometry;
}

export class LineSegments extends Object3D {
  constructor(geometry: BufferGeometry, material: Material);
  geometry: BufferGeometry;
}

export class InstancedMesh extends Mesh {
  constructor(geometry: BufferGeometry, material: Material, most: number);
  count: number;
  instanceMatrix: BufferAttribute;
  instanceColor: BufferAttribute | null;
  setMatrixAt(place: number, matrix: Matrix4): void;
  setColorAt(place: number, colour: Color): void;
  dispose(): void;
}

export class Scene extends Object3D {}

export class PerspectiveCamera extends Object3D {
  constructor(angle: number, aspect: number, near: number, far: number);
  fov: number;
  aspect: number;
  near: number;
  far: number;
  lookAt(x: number, y: number, z: number): void;
  updateProjectionMatrix(): void;
  updateMatrixWorld(): void;
}

export class Texture {
  wrapS: number;
  wrapT: number;
  colorSpace: string;
  anisotropy: number;
  repeat: { set(x: number, y: number): void };
  needsUpdate: boolean;
  dispose(): void;
}

export class CanvasTexture extends Texture {
  constructor(canvas: HTMLCanvasElement);
}

export class WebGLRenderer {
  constructor(settings: { canvas: HTMLCanvasElement; antialias?: boolean; alpha?: boolean; powerPreference?: string });
  capabilities: { getMaxAnisotropy(): number };
  info: { render: { calls: number; triangles: number } };
  setPixelRatio(ratio: number): void;
  setSize(width: number, height: number, style?: boolean): void;
  setClearColor(colour: Color, alpha: number): void;
  render(scene: Scene, camera: PerspectiveCamera): void;
  getContext(): WebGL2RenderingContext;
  dispose(): void;
}

export const DoubleSide: number;
export const DynamicDrawUsage: number;
export const RepeatWrapping: number;
export const SRGBColorSpace: string;
